#!/bin/sh
# Runs an installer with the certificates that this machine trusts; where it keeps none, with those that the installer
# brings. pip and uv look in different places, so an office network whose certificate is in the system's store, and a
# bare container without a store, each work with one of the two only.
#
#     sh requirements/trusting.sh .venv/bin/uv pip install ...

log=$(mktemp)
trap 'rm -f "$log"' EXIT
about_certificates() { grep -Eqi 'certificate|UnknownIssuer|CERTIFICATE_VERIFY_FAILED' "$log"; }

UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-true} "$@" 2>"$log" && { cat "$log" >&2; exit 0; }
status=$?
if about_certificates; then
  for store in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -n "$store" ] && [ -r "$store" ]; then PIP_CERT=${PIP_CERT:-$store}; export PIP_CERT; break; fi
  done
  UV_SYSTEM_CERTS=false "$@" 2>"$log" && { cat "$log" >&2; exit 0; }
  status=$?
fi
cat "$log" >&2
if about_certificates; then
  cat >&2 <<'END'

The network shows a certificate that neither this machine nor the installer knows. Ask whoever runs the network for its
certificate, save it as a .pem file, and name that file in front of the command:

    SSL_CERT_FILE=/path/to/network.pem PIP_CERT=/path/to/network.pem make report
END
fi
exit "$status"
