package verify_test

import (
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/verify"
)

// Every action of every configuration has words, and they name its parameters: none is left in braces.
func TestEveryActionHasWords(t *testing.T) {
	for _, p := range catalogue.Protocols() {
		for _, c := range p.Checks() {
			for action, words := range verify.Words(c.System) {
				if words == "" || strings.ContainsAny(strings.ReplaceAll(words, "{}", ""), "{}") {
					t.Errorf("%v: %s says %q", c, action, words)
				}
			}
		}
	}
}
