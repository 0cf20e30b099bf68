#!/bin/sh
# Fetches the vendored front-end files with `npm pack` and pins them in assets/vendor/SHA256SUMS.
# Only for a maintainer who raises a version: building Zhibao never runs this and needs no network.
#   assets/vendor.sh          fetch the versions below, rewrite the files and the sums
#   assets/vendor.sh check    compare the files with the sums, fetch nothing
set -eu
cd "$(dirname "$0")/.."

BOOTSTRAP=5.3.9
HTMX=4.0.1
HUGERTE=1.0.14
SWAGGER=5.35.0
AXE=4.14.1
TABLER=3.51.0

sums() { find assets/vendor assets/icons.svg tests/vendor -type f ! -name SHA256SUMS ! -name README.md ! -name icons.txt | LC_ALL=C sort; }

if [ "${1:-}" = check ]; then
  sha256sum --quiet --check assets/vendor/SHA256SUMS
  [ "$(sums)" = "$(sed 's/^[0-9a-f]*  //' assets/vendor/SHA256SUMS)" ] || { echo 'files and SHA256SUMS differ' >&2; exit 1; }
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unpack() { # package version folder
  file=$(cd "$work" && npm pack --silent "$1@$2" | tail -n 1)
  mkdir -p "$work/$3" && tar -xzf "$work/$file" -C "$work/$3" --strip-components=1
}
put() { # source target
  mkdir -p "$(dirname "$2")" && cp "$work/$1" "$2" && chmod 644 "$2"
}

unpack bootstrap "$BOOTSTRAP" bootstrap
unpack htmx.org "$HTMX" htmx
unpack hugerte "$HUGERTE" hugerte
unpack swagger-ui-dist "$SWAGGER" swagger
unpack axe-core "$AXE" axe
unpack @tabler/icons "$TABLER" tabler

put bootstrap/dist/css/bootstrap.min.css assets/vendor/bootstrap/bootstrap.min.css
put bootstrap/LICENSE assets/vendor/bootstrap/LICENSE
put htmx/dist/htmx.min.js assets/vendor/htmx/htmx.min.js
put htmx/LICENSE assets/vendor/htmx/LICENSE
for f in hugerte.min.js icons/default/icons.min.js models/dom/model.min.js themes/silver/theme.min.js \
  plugins/lists/plugin.min.js plugins/table/plugin.min.js plugins/image/plugin.min.js plugins/link/plugin.min.js \
  skins/ui/oxide/skin.min.css skins/ui/oxide/content.min.css; do
  put "hugerte/$f" "assets/vendor/hugerte/$f"
done
put hugerte/license.txt assets/vendor/hugerte/LICENSE
for f in swagger-ui.css swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt LICENSE NOTICE; do
  put "swagger/$f" "assets/vendor/swagger-ui/$f"
done
put axe/axe.min.js tests/vendor/axe.min.js
put axe/LICENSE tests/vendor/axe.LICENSE
put axe/LICENSE-3RD-PARTY.txt tests/vendor/axe.LICENSE-3RD-PARTY.txt
put tabler/LICENSE assets/vendor/tabler-icons/LICENSE

# One sprite: each outline icon becomes <symbol id="NAME">; stroke and size come from `.ic` in zhibao.css.
{
  printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
  for name in $(cat assets/vendor/icons.txt); do
    icon="$work/tabler/icons/outline/$name.svg"
    [ -f "$icon" ] || { echo "no such icon: $name" >&2; exit 1; }
    printf '<symbol id="%s" viewBox="0 0 24 24">' "$name"
    grep '<path' "$icon" | grep -v 'd="M0 0h24v24H0z"' | sed 's/^ *//' | tr -d '\n'
    printf '</symbol>\n'
  done
  printf '</svg>\n'
} >assets/icons.svg

sums | xargs sha256sum >assets/vendor/SHA256SUMS
