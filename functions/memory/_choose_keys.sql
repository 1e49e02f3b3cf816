-- Index keys to read for a query. A key is a term in one tier of weight, so that a common term is read only where it matters. Keys are
-- taken in the order of the score they can add, discounted by the documents to be read, as long as they fit the budget of readings; until
-- an eighth of it is spent, also where they do not, so that a query of common words finds its best documents. p_is_bounded asks for few
-- readings: a key is worth its score per document, and only in a half of the terms one may not fit. Terms come heaviest first and are
-- dealt to two halves of like weight, so that documents which hold a key of both halves can be asked for.
CREATE OR REPLACE FUNCTION agora_memory._choose_keys(
    p_dimensions  integer[],
    p_weights     real[],
    p_counts      real[],
    p_half        integer,
    p_budget      double precision,
    p_is_bounded  boolean DEFAULT false
)
RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_choose_keys$
DECLARE
    c_terms     CONSTANT integer := 12; -- more terms make every key dearer to read and find nothing more
    v_discount  double precision := CASE WHEN p_is_bounded THEN 1 ELSE 0.3 END;
    v_keys      integer[] := ARRAY[]::integer[];
    v_spent     double precision := 0;
    r_key       record;
BEGIN
    FOR r_key IN
        SELECT 4 * t.dimension + (c.n - 1)::integer % 4 AS key, greatest(c.documents, 1) AS documents
          FROM unnest(p_counts) WITH ORDINALITY AS c (documents, n)
          JOIN unnest(p_dimensions, p_weights) WITH ORDINALITY AS t (dimension, weight, n) ON t.n = (c.n + 3) / 4
         WHERE t.n <= c_terms AND (p_half IS NULL OR p_half = (t.n / 2 % 2)::integer)
         ORDER BY t.weight * ((c.n - 1) % 4 + 0.5::real) / greatest(c.documents, 1) ^ v_discount DESC, key
    LOOP
        CONTINUE WHEN (v_spent > p_budget / 8 OR p_is_bounded AND p_half IS NULL) AND v_spent + r_key.documents > p_budget;
        v_spent := v_spent + r_key.documents;
        v_keys := v_keys || r_key.key;
    END LOOP;
    RETURN v_keys;
END;
$_choose_keys$;

COMMENT ON FUNCTION agora_memory._choose_keys(integer[], real[], real[], integer, double precision, boolean)
    IS 'Index keys worth reading for the weighted terms of a query, or for half 0 or 1 of them, given documents per term and tier.';
REVOKE ALL ON FUNCTION agora_memory._choose_keys(integer[], real[], real[], integer, double precision, boolean) FROM PUBLIC;
