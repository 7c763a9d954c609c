# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DEBUG=0 HOST=0.0.0.0 PORT=8000 VAR_DIR=/var/lib/amends

RUN useradd --system --home-dir /app amends && install -d -o amends /var/lib/amends
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
# Files that a careful umask made are for the one user of the image too.
RUN chmod -R a+rX . && python -m compileall -q .

USER amends
VOLUME /var/lib/amends
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=40s CMD ["python", "config/healthcheck.py"]
CMD ["python", "manage.py", "up", "--prepare"]
