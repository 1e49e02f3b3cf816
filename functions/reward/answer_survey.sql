-- Answers a survey, once per principal; the same answer again changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZR038.   Emits: reward.survey.answered.v1.
CREATE OR REPLACE FUNCTION agora_reward.answer_survey(
    p_survey        text,
    p_fairness      integer,
    p_satisfaction  integer,
    p_comment       text   DEFAULT NULL,
    p_actor         bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $answer_survey$
DECLARE
    v_response agora_reward.survey_response;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_survey', p_survey, 200), agora._check_text('p_comment', p_comment, 10000, p_optional => true),
            agora._check_number('p_fairness', p_fairness, 1, 5), agora._check_number('p_satisfaction', p_satisfaction, 1, 5);
    INSERT INTO agora_reward.survey_response AS r (survey, principal_id, fairness, satisfaction, comment, recorded_at)
    VALUES (p_survey, p_actor, p_fairness, p_satisfaction, p_comment, agora.now())
    ON CONFLICT ON CONSTRAINT survey_response_pk DO NOTHING
    RETURNING r.* INTO v_response;
    IF FOUND THEN
        PERFORM agora_event._emit('reward.survey.answered.v1', p_survey,
                                  jsonb_build_object('survey', p_survey, 'fairness', p_fairness, 'satisfaction', p_satisfaction), NULL, p_actor);
        RETURN v_response.recorded_at;
    END IF;
    SELECT r.* INTO v_response FROM agora_reward.survey_response AS r WHERE r.survey = p_survey AND r.principal_id = p_actor;
    IF (v_response.fairness, v_response.satisfaction, v_response.comment) IS DISTINCT FROM (p_fairness, p_satisfaction, p_comment) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR038',
            MESSAGE = 'survey was answered before',
            DETAIL  = format('p_survey=%s principal_id=%s answered_at=%s', p_survey, p_actor, v_response.recorded_at),
            HINT    = 'One answer counts per principal and survey.';
    END IF;
    RETURN v_response.recorded_at;
END;
$answer_survey$;

COMMENT ON FUNCTION agora_reward.answer_survey(text, integer, integer, text, bigint)
    IS 'Answer a survey: fairness and satisfaction from 1 to 5; returns when it was answered.';
REVOKE ALL ON FUNCTION agora_reward.answer_survey(text, integer, integer, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.answer_survey(text, integer, integer, text, bigint) TO agora_service;
