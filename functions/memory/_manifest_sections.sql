-- All sections of a manifest with their items numbered, and how long each took. A section is begun only while the time budget
-- lasts; one that is not says so.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._manifest_sections(
    p_problem  text,
    p_options  jsonb
)
RETURNS agora_memory.manifest_draft
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_manifest_sections$
DECLARE
    v_budget  numeric := agora._elapsed() + agora.setting_integer('memory.manifest_budget');
    v_draft   agora_memory.manifest_draft := ('{}', '{}');
    v_items   integer := 0;
    v_start   numeric;
    v_answer  jsonb;
    r_part    record;
BEGIN
    -- A loop, because each section is asked only if there is time left, and its items count on from those before.
    FOR r_part IN
        SELECT s.section, NOT coalesce(nullif(p_options -> 'sections', 'null') ? s.section, true) AS is_unwanted
          FROM agora_memory.manifest_section AS s
         ORDER BY s.ordinal
    LOOP
        v_start := agora._elapsed();
        IF r_part.is_unwanted THEN
            v_answer := '{"available": false, "reason": "it was not asked for"}';
        ELSIF v_start >= v_budget THEN
            v_answer := '{"available": false, "reason": "the time budget was used up"}';
        ELSE
            v_answer := agora_memory._manifest_section(r_part.section, p_problem, p_options, v_draft.sections);
            SELECT coalesce(jsonb_set(v_answer, '{items}', jsonb_agg(jsonb_build_object('item', v_items + i.ordinal) || i.item ORDER BY i.ordinal)), v_answer),
                   v_items + count(*)
              INTO v_answer, v_items
              FROM jsonb_array_elements(v_answer -> 'items') WITH ORDINALITY AS i(item, ordinal);
            v_draft.section_ms := v_draft.section_ms || jsonb_build_object(r_part.section, agora._elapsed() - v_start);
        END IF;
        v_draft.sections := v_draft.sections || jsonb_build_object(r_part.section, v_answer);
    END LOOP;
    RETURN v_draft;
END;
$_manifest_sections$;

COMMENT ON FUNCTION agora_memory._manifest_sections(text, jsonb)
    IS 'Sections of a manifest, and their times in milliseconds.';
REVOKE ALL ON FUNCTION agora_memory._manifest_sections(text, jsonb) FROM PUBLIC;
