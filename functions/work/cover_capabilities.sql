-- Who could help with what, at most as many and as dear as the policy allows. A row without an agent names what nobody covers: that
-- is for a human.
-- Errors: 22023 · ZW054 unknown capability · ZW900 unknown environment.
CREATE OR REPLACE FUNCTION agora_work.cover_capabilities(
    p_required     text[],
    p_hours        numeric  DEFAULT 1,
    p_exclude      bigint[] DEFAULT '{}',
    p_environment  text     DEFAULT NULL
)
RETURNS TABLE (place integer, principal_id bigint, name text, covers text[], expected_usd numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 3
SET search_path = pg_catalog, pg_temp
AS $cover_capabilities$
DECLARE
    v_ids bigint[] := agora_work._capability_ids('p_required', p_required);
BEGIN
    PERFORM agora._check_number('p_hours', p_hours, 0.001, 10000);
    RETURN QUERY
    SELECT h.place, h.principal_id, p.name,
           ARRAY(SELECT c.code FROM agora_work.capability AS c WHERE c.capability_id = ANY (h.covers) ORDER BY c.code), trim_scale(h.expected_usd)
      FROM agora_work._cover(v_ids, p_hours, agora_work.policy_for(p_environment) -> 'parameters', ARRAY(SELECT x.id FROM unnest(p_exclude) AS x(id) WHERE x.id IS NOT NULL)) AS h
      LEFT JOIN agora.principal AS p ON p.principal_id = h.principal_id
     ORDER BY h.place NULLS LAST;
END;
$cover_capabilities$;

COMMENT ON FUNCTION agora_work.cover_capabilities(text[], numeric, bigint[], text)
    IS 'Agents that cover capabilities (1 to 100 codes) together, for work of so many hours, with what each is expected to cost; a row without an agent has what nobody covers.';
REVOKE ALL ON FUNCTION agora_work.cover_capabilities(text[], numeric, bigint[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.cover_capabilities(text[], numeric, bigint[], text) TO agora_reader;
