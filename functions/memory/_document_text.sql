-- The text that an object is embedded by: its words and the head of its code, because models read a few hundred words, and what code
-- is about stands first.
CREATE OR REPLACE FUNCTION agora_memory._document_text(
    p_kind       text,
    p_object_id  bigint
)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE p_kind
               WHEN 'transform' THEN (SELECT concat_ws(E'\n', agora_memory._spoken_name(t.name), t.description, left(t.code, s.chars))
                                        FROM agora_memory.transform AS t
                                       WHERE t.transform_id = p_object_id)
               WHEN 'signature' THEN (SELECT concat_ws(E'\n', e.error_type, e.pattern)
                                        FROM agora_memory.error_signature AS e
                                       WHERE e.error_signature_id = p_object_id)
               WHEN 'golden' THEN (SELECT concat_ws(E'\n', g.problem, g.solution, left(g.code, s.chars))
                                     FROM agora_memory.golden_state AS g
                                    WHERE g.golden_state_id = p_object_id)
               WHEN 'pattern' THEN (SELECT concat_ws(E'\n', v.name, v.description, left(v.template, s.chars))
                                      FROM agora_memory.pattern_version AS v
                                     WHERE v.pattern_id = p_object_id AND v.version = '1.0.0')
           END
      FROM (SELECT agora.setting_integer('memory.embedding_code_chars')::integer AS chars) AS s;
END;

COMMENT ON FUNCTION agora_memory._document_text(text, bigint)
    IS 'Text that an object is embedded by.';
REVOKE ALL ON FUNCTION agora_memory._document_text(text, bigint) FROM PUBLIC;
