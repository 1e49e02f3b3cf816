-- Job: anchors the streams of the witness that moved.
CREATE OR REPLACE FUNCTION agora_work._anchor_moved(p_limit integer)
RETURNS bigint
LANGUAGE sql VOLATILE
RETURN agora_work._make_anchor(p_limit, 1);

COMMENT ON FUNCTION agora_work._anchor_moved(integer)
    IS 'Job: anchor at most p_limit (1 to 1000000) streams of the witness that moved.';
REVOKE ALL ON FUNCTION agora_work._anchor_moved(integer) FROM PUBLIC;
