package catalogue

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"quesera/verify"
)

// Thresholds that are no majorities are refused with the reason, unless what breaks is asked for. Method: every
// protocol that has specs and thresholds is asked for the same groups.
func TestUnsafeThresholdsAreRefused(t *testing.T) {
	for _, p := range Verified() {
		for words, good := range map[string]bool{
			"-n 3 -t 2": true, "-n 4 -t 3": true, "-n 4 -t 2": false, "-n 4 -t 2 --unsafe": true, "-n 3 -t 1": false,
			"-n 3 -t 0 --unsafe": false, "-n 3 -t 4": false, "-n 0 -t 0": false, "-n 3": false, "-t 2": false, "": false,
		} {
			flags := pflag.NewFlagSet(p.Name, pflag.ContinueOnError)
			build := p.Configure(flags)
			if flags.ShorthandLookup("t") == nil {
				continue // it has no thresholds
			}
			if flags.Lookup("unsafe") == nil && strings.Contains(words, "--unsafe") {
				continue // it is there to fail with safe ones
			}
			if err := flags.Parse(strings.Fields(words)); err != nil {
				t.Fatal(err)
			}
			if _, err := build(); (err == nil) != good {
				t.Errorf("%s %s: %v", p.Name, words, err)
			}
		}
	}
}

// A row is whole: whatever a protocol lacks has a reason in words, and nothing has both.
func TestAnEmptyCellStatesWhy(t *testing.T) {
	for _, p := range Protocols() {
		if p.Name == "" || p.Title == "" || p.Section == "" || len(p.Prefixes) == 0 {
			t.Errorf("%q: want a name, a title, a section and prefixes of IDs", p.Name)
		}
		if why, missing := p.Missing["spec"]; (len(p.Specs) == 0) != missing || missing && len(why) < 20 {
			t.Errorf("%s: %d specs, and the reason for none %q", p.Name, len(p.Specs), why)
		}
		if why, missing := p.Missing["simulation"]; (p.Simulate == nil) != missing || missing && len(why) < 20 {
			t.Errorf("%s: simulated: %v, and the reason for not is %q", p.Name, p.Simulate != nil, why)
		}
		if (len(p.Specs) == 0) != (p.Configure == nil) {
			t.Errorf("%s: %d specs, want flags for a configuration exactly where there is one", p.Name, len(p.Specs))
		}
	}
}

// Each spec has a configuration that must fail, or says why none can.
func TestSomethingMustFailOrSaysWhyNot(t *testing.T) {
	for _, p := range Protocols() {
		for _, s := range p.Specs {
			fails := slices.ContainsFunc(s.Checks, func(c verify.Check) bool { return c.Unsafe && c.Headline != "" })
			if fails == (s.Always != "") {
				t.Errorf("spec/%s: a configuration must fail: %v, and the reason for none is %q", s.Folder, fails, s.Always)
			}
		}
	}
}

// Names, prefixes and bounds tell rows apart, and every spec below spec/ belongs to one protocol. Every property has an
// ID of its protocol.
func TestTheCatalogueNamesEverythingOnce(t *testing.T) {
	names, prefixes, folders := map[string]bool{}, map[string]bool{}, map[string]bool{}
	once := func(what string, seen map[string]bool, name string) {
		if seen[name] {
			t.Errorf("%s %q stands twice", what, name)
		}
		seen[name] = true
	}
	for _, p := range Protocols() {
		once("protocol", names, p.Name)
		for _, prefix := range p.Prefixes {
			once("prefix", prefixes, prefix)
		}
		bounds := map[string]bool{}
		for _, s := range p.Specs {
			once("spec", folders, s.Folder)
			for _, c := range s.Checks {
				once(p.Name+"'s configuration", bounds, c.Bounds)
			}
			for _, property := range s.Properties() {
				if id := number.FindStringSubmatch(property.ID); id == nil || !slices.Contains(p.Prefixes, id[1]) {
					t.Errorf("%s asserts %s, want an ID that begins with one of %v", s.Folder, property.ID, p.Prefixes)
				}
			}
		}
	}
	for _, folder := range specFolders(t) {
		if !folders[folder] {
			t.Errorf("spec/%s is in no row of the catalogue", folder)
		}
		delete(folders, folder)
	}
	for folder := range folders {
		t.Errorf("spec/%s is in the catalogue and has no Spec", folder)
	}
}

// specFolders are the folders below spec/ that have a Config with a Spec.
func specFolders(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../spec/*/*.go")
	deeper, err2 := filepath.Glob("../spec/*/*/*.go")
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	var folders []string
	for _, file := range append(files, deeper...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`(?m)^func \(c Config\) Spec\(\)`).Match(text) {
			folder, _ := filepath.Rel("../spec", filepath.Dir(file))
			folders = append(folders, filepath.ToSlash(folder))
		}
	}
	return folders
}

// IDs are in the catalogue's order, and what belongs to no protocol comes last.
func TestIDsAreOrderedAsTheCatalogueIs(t *testing.T) {
	ids := []string{"EXP-R1", "DKG-P2", "DKG-P10", "TLC-S1", "CONS-P1", "TLC-P2", "QSC3-P1", "TLC-P10"}
	slices.SortFunc(ids, CompareIDs)
	if got := strings.Join(ids, " "); got != "TLC-P2 TLC-P10 TLC-S1 QSC3-P1 CONS-P1 DKG-P2 DKG-P10 EXP-R1" {
		t.Error(got)
	}
}
