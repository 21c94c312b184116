package twophase_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Adding a protocol is the walk that docs/ADDING-A-PROTOCOL.md describes, and edits one file that was there before.
// Method: its commands are run in a copy of the project, in order; then every table has the protocol.
func TestTheWalkOfTheDocumentationAddsAProtocol(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a copy of the project")
	}
	for _, tool := range []string{"spin", "gcc"} {
		if _, err := exec.LookPath(tool); err != nil && os.Getenv("CI") != "true" {
			t.Skipf("not run: %s is missing", tool)
		}
	}
	root := copyProject(t)
	before := contents(t, root)
	doc, err := os.ReadFile(filepath.Join(root, "docs", "ADDING-A-PROTOCOL.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(doc), -1)
	if len(blocks) < 6 {
		t.Fatalf("%d blocks of commands, want one a step", len(blocks))
	}
	for _, b := range blocks {
		shell(t, root, b[1])
	}

	var edited []string
	for file, text := range contents(t, root) {
		if old, was := before[file]; was && old != text && !generated(text) {
			edited = append(edited, file)
		}
	}
	if !slices.Equal(edited, []string{"catalogue/catalogue.go"}) {
		t.Errorf("the walk edits %v, want catalogue/catalogue.go alone", edited)
	}
	for table, want := range tables {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(table)))
		for _, w := range want {
			if err != nil || !strings.Contains(string(text), w) {
				t.Errorf("%s has no %q (%v)", table, w, err)
			}
		}
	}
}

// tables are the generated ones, with what the protocol adds to each.
var tables = map[string][]string{
	"docs/CONFIGURATIONS.md":   {"twophase", "n=3"},
	"docs/PROOFS.md":           {"TPC-P1", "TPC-P2", "TPC-S1", "TPC-R1"},
	"docs/mutants/twophase.md": {"TPC-M1"},
	"promela/twophase/n3.pml":  {"Two-phase commit"},
}

// generated tells a file that is written by a test from one that is edited.
func generated(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	return strings.Contains(strings.ToLower(first), "generated")
}

// shell runs the commands of one step, the first failure of which ends it.
func shell(t *testing.T, dir, commands string) {
	t.Helper()
	cmd := exec.Command("bash", "-e", "-u", "-o", "pipefail", "-c", commands)
	cmd.Dir = dir
	// A path of its own would have every copy compiled anew.
	cmd.Env = append(os.Environ(), "GOFLAGS=-trimpath")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%v\n%s", commands, err, out)
	}
}

// copyProject copies the project without what is not part of it.
func copyProject(t *testing.T) string {
	t.Helper()
	from, to := filepath.Join("..", ".."), t.TempDir()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (rel == ".git" || rel == "bin" || rel == "peers"):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, info.Mode().Perm())
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// contents are all files of a project.
func contents(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		all[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
