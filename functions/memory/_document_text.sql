-- The text of a document, anew from its object: the same words that _put_document() was given.
CREATE OR REPLACE FUNCTION agora_memory._document_text(
    p_kind       text,
    p_object_id  bigint
)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE p_kind
               WHEN 'transform' THEN (SELECT concat_ws(E'\n', t.name, t.description, t.code)
                                        FROM agora_memory.transform AS t
                                       WHERE t.transform_id = p_object_id)
               WHEN 'signature' THEN (SELECT concat_ws(E'\n', s.error_type, s.pattern)
                                        FROM agora_memory.error_signature AS s
                                       WHERE s.error_signature_id = p_object_id)
               WHEN 'golden' THEN (SELECT concat_ws(E'\n', g.problem, g.solution, g.code)
                                     FROM agora_memory.golden_state AS g
                                    WHERE g.golden_state_id = p_object_id)
               WHEN 'pattern' THEN (SELECT concat_ws(E'\n', v.name, v.description, v.template)
                                      FROM agora_memory.pattern_version AS v
                                     WHERE v.pattern_id = p_object_id AND v.version = '1.0.0')
           END;
END;

COMMENT ON FUNCTION agora_memory._document_text(text, bigint)
    IS 'Text that an object is found and embedded by.';
REVOKE ALL ON FUNCTION agora_memory._document_text(text, bigint) FROM PUBLIC;
