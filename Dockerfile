# A PostgreSQL server with agora in its first database, for those who prefer a container. `docker compose up`.
# POSTGRES is 15, 16, 17 or 18; a new major version does not read the data of an older one.
ARG POSTGRES=17

FROM python:3.12-slim AS build
WORKDIR /agora
COPY . .
RUN pip install --no-cache-dir --quiet . && python -m agora.build /built

FROM postgres:${POSTGRES}
# The newest that the image's own archive has for this server.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        "postgresql-plpython3-${PG_MAJOR}" "postgresql-${PG_MAJOR}-pgvector" \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o postgres -g postgres -m 700 /var/lib/agora \
    && echo 'CREATE EXTENSION agora CASCADE;' >/docker-entrypoint-initdb.d/agora.sql
COPY --from=build /agora/agora.control /built/agora--*.sql /usr/share/postgresql/${PG_MAJOR}/extension/
# The image's own directory is another one from PostgreSQL 18 on.
ENV PGDATA=/var/lib/agora
USER postgres
