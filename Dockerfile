# Three stages: the packages from both lock files with their hashes, then only what runs.
FROM node:20-bookworm-slim AS front
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim-bookworm AS back
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --extra production --no-install-project

FROM python:3.11-slim-bookworm
# pg_dump of the server's version, for `manage.py backup`
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl gnupg \
 && install -d /usr/share/postgresql-common/pgdg \
 && curl -fsSo /usr/share/postgresql-common/pgdg/apt.postgresql.org.asc https://www.postgresql.org/media/keys/ACCC4CF8.asc \
 && echo "deb [signed-by=/usr/share/postgresql-common/pgdg/apt.postgresql.org.asc] https://apt.postgresql.org/pub/repos/apt bookworm-pgdg main" > /etc/apt/sources.list.d/pgdg.list \
 && apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client-17 \
 && apt-get purge -y curl gnupg && apt-get autoremove -y && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 990 --home /app --shell /usr/sbin/nologin roterfaden \
 && install -d -o roterfaden -m 0700 /data /keys /backups
WORKDIR /app
COPY --from=front /app/node_modules node_modules
COPY --from=back /app/.venv .venv
COPY manage.py LICENCE.md ./
COPY roterfaden roterfaden
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=roterfaden.config.settings.production \
    MALLOC_ARENA_MAX=2 ARROW_DEFAULT_MEMORY_POOL=system \
    ROTERFADEN_DATA=/data ROTERFADEN_KEYS=/keys
USER roterfaden
VOLUME ["/data", "/keys", "/backups"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/gesund/', headers={'Host': os.environ['ROTERFADEN_HOSTS'].split(',')[0]}))"]
CMD ["gunicorn", "roterfaden.config.wsgi", "--bind=0.0.0.0:8000", "--preload", "--workers=2", "--threads=4", "--timeout=60", \
     "--max-requests=5000", "--max-requests-jitter=500", "--forwarded-allow-ips=*"]
