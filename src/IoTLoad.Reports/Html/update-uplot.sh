#!/usr/bin/env bash
# Replaces the copy of uPlot by another version from npm:  update-uplot.sh 1.6.32
# The copy is committed so that a build needs the .NET SDK alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack --silent --pack-destination "$folder" "uplot@$1" >/dev/null
tar -xzf "$folder"/uplot-*.tgz -C "$folder"
cp "$folder"/package/dist/uPlot.iife.min.js "$folder"/package/dist/uPlot.min.css .
cp "$folder"/package/LICENSE uPlot.LICENSE.txt
