-- Composite types of the event domain.
CREATE TYPE agora_event.delivery AS (
    share           integer,
    xid             xid8,
    dead_letter_id  bigint
);
COMMENT ON TYPE agora_event.delivery IS 'An event as a share of a consumer sees it; the letter where it is one that was requeued.';
