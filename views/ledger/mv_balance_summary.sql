-- What every account of a principal earned and spent in its life, by reason, and its rank; made by a job. Private, because a
-- materialized view filters no rows: balance_summary is the way to it. The unique index lets it be refreshed beside readers.
CREATE MATERIALIZED VIEW agora_ledger.mv_balance_summary AS
WITH moved AS (
    SELECT e.account_id,
           t.reason,
           coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0) AS earned,
           coalesce(-sum(e.amount) FILTER (WHERE e.amount < 0), 0) AS spent,
           count(*) AS movements,
           max(t.transaction_id) AS last_transaction,
           max(t.recorded_at) AS last_moved_at
      FROM agora_ledger.entry AS e
      JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
      JOIN agora_ledger.account_balance AS b ON b.account_id = e.account_id
     GROUP BY e.account_id, t.reason
), placed AS (
    SELECT m.account_id, m.reason, m.earned, m.spent, m.movements, m.last_transaction, m.last_moved_at,
           row_number() OVER (PARTITION BY m.account_id ORDER BY m.earned + m.spent DESC, m.reason) AS place
      FROM moved AS m
), listed AS (
    SELECT p.account_id,
           CASE WHEN p.place <= 20 THEN p.reason END AS reason,
           min(p.place) AS place,
           sum(p.earned) AS earned,
           sum(p.spent) AS spent,
           sum(p.movements) AS movements,
           max(p.last_transaction) AS last_transaction,
           max(p.last_moved_at) AS last_moved_at
      FROM placed AS p
     GROUP BY p.account_id, CASE WHEN p.place <= 20 THEN p.reason END
), summed AS (
    SELECT a.account_id,
           a.principal_id,
           a.kind,
           a.name,
           coalesce(sum(l.earned), 0) AS earned,
           coalesce(sum(l.spent), 0) AS spent,
           coalesce(sum(l.movements), 0)::bigint AS movements,
           coalesce(jsonb_agg(jsonb_build_object('reason', l.reason, 'earned', trim_scale(0.000001 * l.earned),
                                                 'spent', trim_scale(0.000001 * l.spent), 'movements', l.movements)
                              ORDER BY l.place) FILTER (WHERE l.account_id IS NOT NULL), '[]') AS by_reason,
           max(l.last_transaction) AS last_transaction,
           max(l.last_moved_at) AS last_moved_at
      FROM agora_ledger.account AS a
      LEFT JOIN listed AS l ON l.account_id = a.account_id
     WHERE a.principal_id IS NOT NULL
     GROUP BY a.account_id
)
SELECT s.account_id,
       s.principal_id,
       s.kind,
       s.name,
       trim_scale(0.000001 * (s.earned - s.spent)) AS balance,
       trim_scale(0.000001 * s.earned) AS earned,
       trim_scale(0.000001 * s.spent) AS spent,
       s.movements,
       s.by_reason,
       rank() OVER (PARTITION BY s.kind ORDER BY s.earned - s.spent DESC) AS balance_rank,
       rank() OVER (PARTITION BY s.kind ORDER BY s.earned DESC) AS earned_rank,
       s.last_transaction,
       s.last_moved_at
  FROM summed AS s;

CREATE UNIQUE INDEX mv_balance_summary_account_id_uq ON agora_ledger.mv_balance_summary (account_id);
CREATE INDEX mv_balance_summary_principal_id_ix ON agora_ledger.mv_balance_summary (principal_id);
COMMENT ON MATERIALIZED VIEW agora_ledger.mv_balance_summary IS 'Lifetime figures per account of a principal, in tokens, as of the last refresh; read balance_summary.';
COMMENT ON COLUMN agora_ledger.mv_balance_summary.balance IS 'Tokens: earned less spent.';
COMMENT ON COLUMN agora_ledger.mv_balance_summary.earned  IS 'Tokens that came in, ever.';
COMMENT ON COLUMN agora_ledger.mv_balance_summary.spent   IS 'Tokens that went out, ever.';
