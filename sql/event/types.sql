-- Composite types of the event domain.
CREATE TYPE agora_event.delivery AS (
    share           integer,
    xid             xid8,
    dead_letter_id  bigint
);
COMMENT ON TYPE agora_event.delivery IS 'An event as a share of a consumer sees it; the letter where it is one that was requeued.';

CREATE TYPE agora_event.replay_report AS (
    projection      text,
    events          bigint,
    rows_rebuilt    bigint,
    rows_live       bigint,
    rows_differing  bigint
);
COMMENT ON TYPE agora_event.replay_report IS 'A projection that was rebuilt: events and rows, and the lines that only the rebuilt or only the live table has.';
