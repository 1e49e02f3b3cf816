-- All legal moves: machine -> state before -> states after. Declared immutable so that a plan keeps them, for a change of status would else
-- pay more for looking them up than for itself. They come with a release; a session that is older than a new one does not know its moves
-- yet, so whoever misses a move here asks the table.
CREATE OR REPLACE FUNCTION agora._legal_moves()
RETURNS jsonb
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT jsonb_object_agg(m.machine, m.moves)
      FROM (SELECT f.machine, jsonb_object_agg(f.from_state, f.moves) AS moves
              FROM (SELECT t.machine, t.from_state, jsonb_agg(t.to_state ORDER BY t.to_state) AS moves
                      FROM agora.state_transition AS t
                     GROUP BY t.machine, t.from_state) AS f
             GROUP BY f.machine) AS m;
END;

COMMENT ON FUNCTION agora._legal_moves()
    IS 'Legal moves of all machines, as a session first saw them.';
REVOKE ALL ON FUNCTION agora._legal_moves() FROM PUBLIC;
