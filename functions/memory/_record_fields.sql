-- The fields that an attempt record may have.
CREATE OR REPLACE FUNCTION agora_memory._record_fields()
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{id,request,agent,agent_type,project,category,approach,parent,parent_attempt_id,correlation_id,transforms,status,error,
         code,language,quality,confidence,tokens_in,tokens_out,cost_usd,model,tools,meta,started_at,finished_at,
         execution_id,retention,steps,files,snapshots}'::text[];

COMMENT ON FUNCTION agora_memory._record_fields()
    IS 'Names of the fields of an attempt record.';
REVOKE ALL ON FUNCTION agora_memory._record_fields() FROM PUBLIC;
