# `make` alone lists the targets.
PREFIX ?= /usr/local
DESTDIR ?=
prefix := $(DESTDIR)$(PREFIX)
program := .build/release/whyslow

.DEFAULT_GOAL := help
.PHONY: help build test fuzz lab lab-k8s bench format lint install uninstall clean manual \
  checks-page causes-page

help: ## List the targets
	@awk -F ': .*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

build: ## Build the release program
	@scripts/build

test: ## Build and run all tests
	@scripts/test

fuzz: ## Try parsers, checks and the sampler with hostile inputs (SEED, SECONDS, COUNT, SCALE)
	@FUZZ_SEED='$(SEED)' FUZZ_SECONDS='$(SECONDS)' FUZZ_COUNT='$(COUNT)' \
	  FUZZ_SCALE='$(SCALE)' FUZZ_MEGABYTES='$(MEGABYTES)' scripts/fuzz

lab: ## Inject real faults and see that each is found, with the culprit (root)
	@scripts/prepare lab
	@scripts/build
	@lab/run

lab-k8s: ## The same with pods of a real Kubernetes, which is built the first time (root)
	@scripts/prepare lab-k8s
	@scripts/build
	@lab/kubernetes/build
	@lab/run pods

bench: ## Measure every figure that README.md promises
	@scripts/prepare bench
	@scripts/build
	@Benchmarks/run

format: ## Format the Swift sources
	swift format -i -p -r Sources Tests Fuzzing Package.swift

lint: ## Look at form: Swift and shell
	@scripts/prepare lint
	swift format lint -s -p -r Sources Tests Fuzzing Package.swift
	git grep -lIzE '^#!/.*sh$$|^# shellcheck shell=' | xargs -0 shellcheck -x

install: build ## Install program, completions and manual below PREFIX (/usr/local)
	install -d $(prefix)/bin $(prefix)/share/man/man1 \
	  $(prefix)/share/bash-completion/completions $(prefix)/share/zsh/site-functions \
	  $(prefix)/share/fish/vendor_completions.d
	install -m 755 $(program) $(prefix)/bin/whyslow
	install -m 644 docs/whyslow.1 $(prefix)/share/man/man1/whyslow.1
	$(program) --generate-completion-script bash >$(prefix)/share/bash-completion/completions/whyslow
	$(program) --generate-completion-script zsh >$(prefix)/share/zsh/site-functions/_whyslow
	$(program) --generate-completion-script fish >$(prefix)/share/fish/vendor_completions.d/whyslow.fish

uninstall: ## Remove what install put there
	rm -f $(prefix)/bin/whyslow $(prefix)/share/man/man1/whyslow.1 \
	  $(prefix)/share/bash-completion/completions/whyslow \
	  $(prefix)/share/zsh/site-functions/_whyslow \
	  $(prefix)/share/fish/vendor_completions.d/whyslow.fish

clean: ## Remove everything that was built
	rm -rf .build

checks-page: build ## Write docs/checks.md anew from the checks themselves
	$(program) checks --format markdown --config /dev/null >docs/checks.md

causes-page: build ## Write docs/causes-list.md anew from the causes themselves
	$(program) causes --format markdown >docs/causes-list.md

# The plugin builds all of the package its own way, so it gets a folder of its own.
manual: ## Write docs/whyslow.1 anew from the commands' own help
	@scripts/prepare build
	swift package --scratch-path .build/manual generate-manual \
	  --date $$(date +%Y-%m-%d) --section 1
	install -m 644 "$$(find .build/manual/plugins -name whyslow.1 -print -quit)" docs/whyslow.1
