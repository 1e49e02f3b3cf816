-- BM25 (Robertson and Zaragoza 2009) without the inverse document frequency, which belongs to the query:
-- weight = f (k1 + 1) / (f + k1 (1 - b + b length / average)), f the frequency weighted by field, length their sum.
-- The average is a setting, so that a new document changes no other. Only the heaviest terms are kept. Weights
-- become a vector as texts, so they are printed whole.
CREATE OR REPLACE FUNCTION agora_memory._lexical_vector(
    p_kind       text,
    p_texts      text[],
    p_weights    real[],
    p_facets     text[],
    OUT vector   public.sparsevec,
    OUT terms    integer[]
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET extra_float_digits = 1
AS $_lexical_vector$
DECLARE
    v_k1         real    := agora.setting_numeric('memory.lexical_k1');
    v_b          real    := agora.setting_numeric('memory.lexical_b');
    v_average    real    := agora.setting_numeric('memory.lexical_average_length');
    v_max_chars  integer := agora.setting_numeric('memory.lexical_document_chars');
    v_max_terms  integer := agora.setting_numeric('memory.lexical_document_terms');
    v_texts      text[];
    v_tokens     record;
    v_norm       real;
BEGIN
    SELECT array_agg(left(t.text, v_max_chars) ORDER BY t.ordinality) INTO v_texts
      FROM unnest(p_texts) WITH ORDINALITY AS t (text, ordinality);
    v_tokens := agora_memory.tokenize(p_kind, v_texts, p_weights, p_facets);
    SELECT v_k1 * (1 - v_b + v_b * coalesce(sum(f.frequency), 0) / v_average) INTO v_norm
      FROM unnest(v_tokens.frequencies) AS f (frequency);
    SELECT format('{%s}/134217728', string_agg(w.dimension || ':' || w.weight, ','))::public.sparsevec,
           (SELECT array_agg(4 * f.dimension) FROM unnest(v_tokens.facets) AS f (dimension))
               || array_agg(4 * w.dimension + least(3, floor(4 * w.weight / (v_k1 + 1)))::integer)
      INTO vector, terms
      FROM (SELECT t.dimension, (t.frequency * (v_k1 + 1) / (t.frequency + v_norm))::real AS weight
              FROM unnest(v_tokens.dimensions, v_tokens.frequencies) AS t (dimension, frequency)
             ORDER BY weight DESC, t.dimension
             LIMIT v_max_terms) AS w;
END;
$_lexical_vector$;

COMMENT ON FUNCTION agora_memory._lexical_vector(text, text[], real[], text[])
    IS 'Document-side BM25 vector of weighted texts, and the index keys of its terms and facets.';
REVOKE ALL ON FUNCTION agora_memory._lexical_vector(text, text[], real[], text[]) FROM PUBLIC;
