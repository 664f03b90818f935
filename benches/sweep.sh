#!/usr/bin/env bash
# How long a sweep takes beside as many single runs: 1,000 draws of the Trainium model on two threads, between two halves of
# 100 processes of `waferline solve`, whose time counts tenfold.
#
#     benches/sweep.sh            # or: benches/sweep.sh CASES SINGLES
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${1:-1000} singles=${2:-100}
cargo build --release --quiet
waferline=target/release/waferline model=models/trainium.toml
TIMEFORMAT='%R %U'

half() {
  for _ in $(seq $((singles / 2))); do
    "$waferline" solve "$model" --quiet --format json >/dev/null
  done
}

{ time half; } 2>first.$$
{ time "$waferline" sweep "$model" --sample "$cases" --threads 2 --quiet >/dev/null; } 2>sweep.$$
{ time half; } 2>second.$$
cat first.$$ second.$$ sweep.$$ | awk -v cases="$cases" -v singles="$singles" '
  { wall[NR] = $1; user[NR] = $2 }
  END {
    single = (wall[1] + wall[2]) / singles; used = (user[1] + user[2]) / singles
    printf "a single run: %.3f s, of the processor %.3f s\n", single, used
    printf "%d cases: %.1f s, of the processor %.1f s\n", cases, wall[3], user[3]
    printf "beside %d single runs: %.2f of the time, %.2f of the processor\n", cases, wall[3] / (single * cases), user[3] / (used * cases)
  }'
rm -f first.$$ second.$$ sweep.$$
