package simulate

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
)

// What can be waived is what the source of the three layers asks for: a rule with another name would be waived in vain.
// Logs ask by the name of whatever rule an entry breaks, too, of LOG-R3 to LOG-R6.
func TestWhatCanBeWaivedIsAskedFor(t *testing.T) {
	asks := regexp.MustCompile(`Waived\["([A-Z0-9-]+)"\]|breaks\("([A-Z0-9]+-R[0-9]+)"`)
	for dir, waivable := range map[string][]string{"log": log.Waivable[:3], "tlcb": tlcb.Waivable, "qsc4": qsc4.Waivable} {
		files, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range asks.FindAllStringSubmatch(string(text), -1) {
				if !strings.HasSuffix(file, "_test.go") {
					found = append(found, m[1]+m[2])
				}
			}
		}
		slices.Sort(found)
		if found = slices.Compact(found); !slices.Equal(found, waivable) {
			t.Errorf("model/%s asks for %v, want %v", dir, found, waivable)
		}
	}
	if !slices.Equal(log.Waivable[3:], []string{"LOG-R3", "LOG-R4", "LOG-R5", "LOG-R6"}) {
		t.Errorf("of logs can be waived %v", log.Waivable)
	}
}
