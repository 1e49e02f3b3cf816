-- What the people and agents of a team say about the economy: one answer per principal and survey.
-- Dump: all
CREATE TABLE agora_reward.survey_response (
    survey        text        NOT NULL,
    principal_id  bigint      NOT NULL,
    fairness      smallint    NOT NULL,
    satisfaction  smallint    NOT NULL,
    comment       text,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT survey_response_pk              PRIMARY KEY (survey, principal_id),
    CONSTRAINT survey_response_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT survey_response_scale_ck        CHECK (fairness >= 1 AND fairness <= 5 AND satisfaction >= 1 AND satisfaction <= 5)
);
CREATE INDEX survey_response_principal_id_ix ON agora_reward.survey_response (principal_id);
COMMENT ON TABLE  agora_reward.survey_response              IS 'Answers to surveys; append-only; see survey_result.';
COMMENT ON COLUMN agora_reward.survey_response.survey       IS 'Name of the survey, such as pilot week 2.';
COMMENT ON COLUMN agora_reward.survey_response.principal_id IS 'Who answered.';
COMMENT ON COLUMN agora_reward.survey_response.fairness     IS 'Are rewards fair? 1 (not at all) to 5 (entirely).';
COMMENT ON COLUMN agora_reward.survey_response.satisfaction IS 'Is it valuable? 1 (not at all) to 5 (entirely).';
COMMENT ON COLUMN agora_reward.survey_response.comment      IS 'What else there is to say.';
COMMENT ON COLUMN agora_reward.survey_response.recorded_at  IS 'When.';

CREATE TRIGGER survey_response_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.survey_response
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER survey_response_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.survey_response
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
