-- What happened too often for entries of the witness, by day.
CREATE OR REPLACE VIEW agora_work.witness_tally WITH (security_barrier) AS
SELECT c.event,
       c.day,
       sum(c.occurrences) AS occurrences
  FROM agora_work.witness_count AS c
 GROUP BY c.event, c.day;

COMMENT ON VIEW agora_work.witness_tally IS 'How often a day something happened that is counted and not written down, such as lost races.';
GRANT SELECT ON agora_work.witness_tally TO agora_reader;
