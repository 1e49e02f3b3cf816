-- What operators can do when a figure of the economy leaves its zone. A lever is a change of policies, a batch that is paid once, or a
-- flag; lever_place says which constants a change of policies moves, lever_pull what was done.
-- Dump lever: none
CREATE TABLE agora_reward.lever (
    lever        text   NOT NULL,
    kind         text   NOT NULL,
    flags        text[] NOT NULL DEFAULT '{}',
    arguments    text[] NOT NULL,
    description  text   NOT NULL,
    CONSTRAINT lever_pk       PRIMARY KEY (lever),
    CONSTRAINT lever_kind_ck  CHECK (kind IN ('policy', 'batch', 'flag')),
    CONSTRAINT lever_flags_ck CHECK ((kind = 'flag') = (flags <> '{}'))
);
COMMENT ON TABLE  agora_reward.lever             IS 'Levers of the economy; see economy_lever, pull with pull_lever().';
COMMENT ON COLUMN agora_reward.lever.lever       IS 'Name.';
COMMENT ON COLUMN agora_reward.lever.kind        IS 'policy: proposes versions; batch: mints to many, once each; flag: switches flags.';
COMMENT ON COLUMN agora_reward.lever.flags       IS 'Flags that it switches.';
COMMENT ON COLUMN agora_reward.lever.arguments   IS 'Names of the arguments that it takes.';
COMMENT ON COLUMN agora_reward.lever.description IS 'What it does.';

-- Dump lever_place: none
CREATE TABLE agora_reward.lever_place (
    lever   text NOT NULL,
    policy  text NOT NULL,
    place   text NOT NULL,
    CONSTRAINT lever_place_pk       PRIMARY KEY (lever, policy, place),
    CONSTRAINT lever_place_lever_fk FOREIGN KEY (lever) REFERENCES agora_reward.lever (lever)
);
CREATE INDEX lever_place_lever_ix ON agora_reward.lever_place (lever);
COMMENT ON TABLE  agora_reward.lever_place        IS 'Constants that a lever moves.';
COMMENT ON COLUMN agora_reward.lever_place.lever  IS 'Lever.';
COMMENT ON COLUMN agora_reward.lever_place.policy IS 'Kind of policy.';
COMMENT ON COLUMN agora_reward.lever_place.place  IS 'Path of the constant; * stands for every place in a list, as in policy_bound.';

-- Dump lever_pull: all
CREATE TABLE agora_reward.lever_pull (
    lever_pull_id  bigint      GENERATED ALWAYS AS IDENTITY,
    lever          text        NOT NULL,
    arguments      jsonb       NOT NULL,
    reason         text        NOT NULL,
    outcome        jsonb       NOT NULL,
    pulled_by      bigint      NOT NULL,
    pulled_at      timestamptz NOT NULL,
    CONSTRAINT lever_pull_pk           PRIMARY KEY (lever_pull_id),
    CONSTRAINT lever_pull_lever_fk     FOREIGN KEY (lever) REFERENCES agora_reward.lever (lever),
    CONSTRAINT lever_pull_pulled_by_fk FOREIGN KEY (pulled_by) REFERENCES agora.principal (principal_id)
);
CREATE INDEX lever_pull_lever_ix     ON agora_reward.lever_pull (lever);
CREATE INDEX lever_pull_pulled_by_ix ON agora_reward.lever_pull (pulled_by);
COMMENT ON TABLE  agora_reward.lever_pull               IS 'Levers that were pulled; append-only; see pulled_lever.';
COMMENT ON COLUMN agora_reward.lever_pull.lever_pull_id IS 'Key.';
COMMENT ON COLUMN agora_reward.lever_pull.lever         IS 'Lever.';
COMMENT ON COLUMN agora_reward.lever_pull.arguments     IS 'How far.';
COMMENT ON COLUMN agora_reward.lever_pull.reason        IS 'Why.';
COMMENT ON COLUMN agora_reward.lever_pull.outcome       IS 'What came of it: proposals, flags, or payouts and refusals.';
COMMENT ON COLUMN agora_reward.lever_pull.pulled_by     IS 'Who pulled it.';
COMMENT ON COLUMN agora_reward.lever_pull.pulled_at     IS 'When.';

CREATE TRIGGER lever_pull_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.lever_pull
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER lever_pull_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.lever_pull
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
