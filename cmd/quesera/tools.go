package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/fuzz/mutants"
	"quesera/internal/child"
	"quesera/promela/spin"
)

// A tool is a program that some part of quesera runs.
type tool struct {
	names []string // the first that is there counts
	asks  []string // the arguments that have it print its version
	use   string
	lost  func() string // what does not run without it
}

// tools are all of them.
var tools = []tool{
	{[]string{"spin"}, []string{"-V"}, "the second engine", spinRows},
	{[]string{"gcc", "cc"}, []string{"--version"}, "compiles what Spin generates", spinRows},
	{[]string{"z3"}, []string{"--version"}, "proofs for every n", proofs},
	{[]string{"cvc5"}, []string{"--version"}, "proofs for every n", proofs},
	{[]string{"go"}, []string{"version"}, "planted faults, tests, the page of the explorer",
		func() string { return `"quesera mutants", "quesera web", all tests` }},
	{[]string{"chromium", "chromium-browser", "google-chrome"}, []string{"--version"}, "tests of reports in a " +
		"browser",
		func() string { return "tests of cmd/quesera that look at reports" }},
}

func proofs() string { return "tests of proofs/ that ask solvers (docs/PROOFS.md)" }

// spinRows counts the rows of "quesera verify" that are Spin's.
func spinRows() string {
	count := 0
	var names []string
	for _, p := range catalogue.Verified() {
		before := count
		for _, c := range p.Checks() {
			if !c.Deep && (c.Whole() || c.Unsafe || c.Fair) {
				count++
			}
		}
		if count > before {
			names = append(names, p.Name)
		}
	}
	return fmt.Sprintf(`%d rows of "quesera verify" (%s), "quesera spin"`, count, strings.Join(names, ", "))
}

// version is what a tool says of its version. The error says that it is missing, or does not work.
func (t tool) version(ctx context.Context) (string, error) {
	for _, name := range t.names {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		out, err := child.Program{Args: append([]string{path}, t.asks...), Limit: 20 * time.Second, Most: 1 << 20}.Output(ctx)
		if err != nil {
			return "", fmt.Errorf("%s does not work: %w", name, err)
		}
		if v := regexp.MustCompile(`\d+\.\d+(\.\d+)*`).FindString(string(out)); v != "" {
			return v, nil
		}
		return "", fmt.Errorf("%s does not work: it tells no version", name)
	}
	return "", fmt.Errorf("%s is missing", t.names[0])
}

// versionText says which quesera this is, and which engines it would run.
func versionText(ctx context.Context) string {
	build, _ := debug.ReadBuildInfo()
	text := fmt.Sprintf("quesera: %s\nexplorer: %s, %s/%s\n", buildOf(build), runtime.Version(), runtime.GOOS,
		runtime.GOARCH)
	for _, t := range tools[:4] {
		v, err := t.version(ctx)
		if err != nil {
			v = err.Error()
		}
		text += fmt.Sprintf("%s: %s\n", t.names[0], v)
	}
	return text
}

// buildOf says what a build knows of its sources. Go records the commit where it finds git and a clone, and the version
// of a module that it fetches; where neither is recorded, nothing is guessed.
func buildOf(build *debug.BuildInfo) string {
	if build == nil {
		return "commit not recorded in this build"
	}
	settings := map[string]string{}
	for _, s := range build.Settings {
		settings[s.Key] = s.Value
	}
	version := build.Main.Version
	switch commit, changed := settings["vcs.revision"], settings["vcs.modified"] == "true"; {
	case commit != "" && changed:
		return "commit " + commit + ", changed since"
	case commit != "":
		return "commit " + commit
	case version != "" && version != "(devel)":
		return version
	}
	return "commit not recorded in this build (Go records it in a clone, with git, unless -buildvcs=false says " +
		"not to)"
}

// newDoctorCommand is "quesera doctor".
func newDoctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say which tools are there and work, and what would not run without them",
		Long: `doctor looks for the programs that parts of quesera run, tries them, and says what would not be run for want of
those that are missing or do not work. The explorer, the simulations and the judges need none.

Exit codes: 0 everything is there, 3 something is missing.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop, err := stoppable(cmd, 0)
			if err != nil {
				return err
			}
			defer stop()
			return exitWith(examine(ctx, cmd.OutOrStdout()))
		},
	}
}

// examine prints what doctor finds.
func examine(ctx context.Context, out io.Writer) exitCode {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	defer w.Flush()
	code := exitHolds
	row := func(name, state, use, lost string) {
		if lost != "" {
			code = exitInconclusive
			use += "; without it not run: " + lost
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", name, state, use)
	}
	_, gate := spin.Find(ctx)
	for k, t := range tools {
		v, err := t.version(ctx)
		switch {
		case err != nil:
			row(t.names[0], err.Error(), t.use, t.lost())
		case k < 2 && gate != nil && strings.Contains(gate.Error(), t.names[0]):
			row(t.names[0], strings.TrimPrefix(gate.Error(), "promela: not run: "), t.use, t.lost())
		default:
			row(t.names[0], v, t.use, "")
		}
	}
	if _, remove, err := child.Folder("quesera-doctor-"); err != nil {
		row("TMPDIR", err.Error(), "files of Spin and gcc", spinRows())
	} else {
		remove()
		row("TMPDIR", os.TempDir(), "files of Spin and gcc", "")
	}
	dir, err := os.Getwd()
	if err == nil {
		dir, err = mutants.FindRoot(dir)
	}
	if err != nil {
		row("checkout", "not around the working folder", "planted faults", `"quesera mutants"`)
	} else {
		row("checkout", dir, "planted faults", "")
	}
	return code
}
