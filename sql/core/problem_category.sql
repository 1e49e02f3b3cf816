-- Vocabulary of problem categories. Seeded ones belong to the release, added ones are user data.
-- Dump: WHERE NOT is_builtin
CREATE TABLE agora.problem_category (
    category     text    NOT NULL,
    area         text    NOT NULL,
    description  text    NOT NULL,
    is_builtin   boolean NOT NULL DEFAULT false,
    CONSTRAINT problem_category_pk          PRIMARY KEY (category),
    CONSTRAINT problem_category_category_ck CHECK (category ~ '^[a-z][a-z0-9_]{0,99}$'),
    CONSTRAINT problem_category_area_ck     CHECK (area ~ '^[a-z][a-z0-9_]{0,99}$')
);
COMMENT ON TABLE  agora.problem_category             IS 'Problem categories of attempts and transforms.';
COMMENT ON COLUMN agora.problem_category.category    IS 'Name.';
COMMENT ON COLUMN agora.problem_category.area        IS 'Group it belongs to.';
COMMENT ON COLUMN agora.problem_category.description IS 'What falls under it.';
COMMENT ON COLUMN agora.problem_category.is_builtin  IS 'Whether it came with the release.';
