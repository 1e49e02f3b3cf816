-- What agents may have called on a server: methods, paths, headers of their own. Never changed, only ended.
-- Dump: all
CREATE TABLE agora_work.proxy_route (
    proxy_route_id   bigint      GENERATED ALWAYS AS IDENTITY,
    proxy_target_id  bigint      NOT NULL,
    principal_id     bigint,
    methods          text[]      NOT NULL,
    path_pattern     text        NOT NULL,
    headers          text[]      NOT NULL,
    reason           text        NOT NULL,
    allowed_by       bigint      NOT NULL,
    allowed_at       timestamptz NOT NULL,
    ended_by         bigint,
    ended_at         timestamptz,
    CONSTRAINT proxy_route_pk                 PRIMARY KEY (proxy_route_id),
    CONSTRAINT proxy_route_proxy_target_id_fk FOREIGN KEY (proxy_target_id) REFERENCES agora_work.proxy_target (proxy_target_id),
    CONSTRAINT proxy_route_principal_id_fk    FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT proxy_route_allowed_by_fk      FOREIGN KEY (allowed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT proxy_route_ended_by_fk        FOREIGN KEY (ended_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT proxy_route_methods_ck         CHECK (cardinality(methods) > 0 AND methods <@ '{GET,HEAD,POST,PUT,PATCH,DELETE}'),
    CONSTRAINT proxy_route_ended_ck           CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX proxy_route_proxy_target_id_ix ON agora_work.proxy_route (proxy_target_id);
CREATE INDEX proxy_route_principal_id_ix    ON agora_work.proxy_route (principal_id) WHERE principal_id IS NOT NULL;
CREATE INDEX proxy_route_allowed_by_ix      ON agora_work.proxy_route (allowed_by);
CREATE INDEX proxy_route_ended_by_ix        ON agora_work.proxy_route (ended_by) WHERE ended_by IS NOT NULL;
COMMENT ON TABLE  agora_work.proxy_route                 IS 'What is open on the servers that agents may have called; read proxy_permission.';
COMMENT ON COLUMN agora_work.proxy_route.proxy_route_id  IS 'Key.';
COMMENT ON COLUMN agora_work.proxy_route.proxy_target_id IS 'Server.';
COMMENT ON COLUMN agora_work.proxy_route.principal_id    IS 'Who may; NULL = everyone with the capability network:http:external.';
COMMENT ON COLUMN agora_work.proxy_route.methods         IS 'GET, HEAD, POST, PUT, PATCH, DELETE.';
COMMENT ON COLUMN agora_work.proxy_route.path_pattern    IS 'Regular expression that path and query match as a whole.';
COMMENT ON COLUMN agora_work.proxy_route.headers         IS 'Headers that the agent may set, in lower case.';
COMMENT ON COLUMN agora_work.proxy_route.reason          IS 'Why it is allowed.';
COMMENT ON COLUMN agora_work.proxy_route.allowed_by      IS 'Operator.';
COMMENT ON COLUMN agora_work.proxy_route.allowed_at      IS 'When.';
COMMENT ON COLUMN agora_work.proxy_route.ended_by        IS 'Operator who ended it.';
COMMENT ON COLUMN agora_work.proxy_route.ended_at        IS 'When; NULL = it holds.';
