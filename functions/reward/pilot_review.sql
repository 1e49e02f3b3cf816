-- The verdict on the pilot now. What has no value is not counted; with too few values the verdict is undecided.
CREATE OR REPLACE FUNCTION agora_reward.pilot_review(
    OUT verdict    text,
    OUT criteria   bigint,
    OUT measured   bigint,
    OUT met        bigint,
    OUT share      numeric,
    OUT red_flags  bigint
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pilot_review$
BEGIN
    SELECT count(*), count(s.value), count(*) FILTER (WHERE s.met), count(*) FILTER (WHERE s.is_red_flag) INTO criteria, measured, met, red_flags
      FROM agora_reward.pilot_status AS s;
    share := round(met::numeric / nullif(measured, 0), 6);
    verdict := CASE WHEN measured >= agora.setting_numeric('reward.pilot_measured') * criteria AND measured > 0
                    THEN agora_reward.pilot_verdict(share, red_flags::integer) ELSE 'undecided' END;
END;
$pilot_review$;

COMMENT ON FUNCTION agora_reward.pilot_review()
    IS 'Verdict on the pilot: proceed, extend, pivot, postpone, or undecided while too few criteria have values; with the counts behind it.';
REVOKE ALL ON FUNCTION agora_reward.pilot_review() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pilot_review() TO agora_reader;
