# A PostgreSQL server with agora in its first database, for those who prefer a container. `docker compose up`.
ARG POSTGRES=17

FROM python:3.12-slim AS build
WORKDIR /agora
COPY . .
RUN pip install --no-cache-dir --quiet . && python -m agora.build /built

FROM postgres:${POSTGRES}
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        "postgresql-plpython3-${PG_MAJOR}" "postgresql-${PG_MAJOR}-pgvector" \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /agora/agora.control /built/agora--*.sql /usr/share/postgresql/${PG_MAJOR}/extension/
RUN echo 'CREATE EXTENSION agora CASCADE;' >/docker-entrypoint-initdb.d/agora.sql
