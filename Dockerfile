# The bot in a container. compose.yaml starts it as it is meant: read-only, without rights, with a volume.
#   docker build --tag fanbot .            docker compose up --detach
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /opt/fanbot

# What seldom changes comes first, so that a new version of the bot builds in seconds.
COPY constraints.txt constraints-transformer.txt ./
RUN /opt/fanbot/bin/python -m pip install --quiet --no-deps --require-hashes --requirement constraints.txt
# The filter's second stage, recommended; --build-arg TRANSFORMER=off leaves it out.
ARG TRANSFORMER=on
RUN test "$TRANSFORMER" = off || /opt/fanbot/bin/python -m pip install --quiet --no-deps --require-hashes --requirement constraints-transformer.txt

COPY pyproject.toml README.md LICENSE ./
COPY discord_bot discord_bot
COPY cogs cogs
COPY data data
RUN /opt/fanbot/bin/python -m pip install --quiet --no-deps --no-build-isolation --no-index .

FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="fanbot" \
      org.opencontainers.image.description="A Discord bot for fan servers: cast trivia, season news and respectful discussion." \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/opt/fanbot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin fanbot \
    && install --directory --owner=fanbot --group=fanbot --mode=0700 /data
COPY --from=build /opt/fanbot /opt/fanbot

USER 10001
# A relative FANBOT_DATABASE, and backups, are put here.
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=12s --start-period=60s --retries=3 CMD ["fanbot", "health"]
ENTRYPOINT ["fanbot"]
CMD ["run", "--live"]
