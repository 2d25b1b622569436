# What contributors run. `just check` is what CI runs, in CI's order.

default:
    @just --list

# Format, lints, tests
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo test

# Tests against the real binaries in target/real; fails where one is missing
real:
    RUNFRAME_REQUIRE_REAL=1 cargo test

# Accept generated files and recorded outputs, then read the difference
bless:
    UPDATE=1 cargo test
    git diff --stat

# See the chain work
walkthrough:
    cargo run --release -- walkthrough

# Whole-process timings beside amtool
bench:
    scripts/bench
