//go:build unix

package spin

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"quesera/promela/translate"
)

// A search is what pan says that it found; each option has its flags.
func TestSearchReadsWhatPanFinds(t *testing.T) {
	nothingLeft(t)
	large := fakeModel()
	large.VectorBytes = 513
	for _, c := range []struct {
		options            Options
		model              *translate.Program
		spin, gcc, pan     string
		transitions        uint64
		perAction, matters []uint64
		seen               []bool
	}{
		{Options{}, fakeModel(), "-a -DCOUNTERS model.pml",
			"-O2 -DSAFETY -DNOREDUCE -DMEMLIM=16384 -DVECTORSZ=1024 -o pan pan.c", "-n -m10000", 14, []uint64{9, 5},
			[]uint64{6, 0}, []bool{false, true}},
		{Options{Digest: true, Small: true, MemoryMB: 7}, large, "-a -DCOUNTERS -DDIGEST model.pml",
			"-O0 -DSAFETY -DNOREDUCE -DMEMLIM=7 -DVECTORSZ=1026 -o pan pan.c", "-n -m10000 -w16", 14, []uint64{9, 5},
			[]uint64{6, 0}, []bool{false, true}},
		{Options{Plain: true, Collapse: true}, fakeModel(), "-a model.pml",
			"-O2 -DSAFETY -DNOREDUCE -DMEMLIM=16384 -DVECTORSZ=1024 -DCOLLAPSE -o pan pan.c", "-n -m10000", 0, nil, nil,
			nil},
	} {
		s, f := works(t, prints(goodOutput)+"\nexit 1")
		r, err := s.Search(t.Context(), c.model, c.options)
		if err != nil {
			t.Fatal(err)
		}
		f.wantCalls("spin", c.spin)
		f.wantCalls("gcc", c.gcc)
		f.wantCalls("pan", c.pan)
		if f.file("model.pml") != c.model.Text || f.file("digest.h") != c.model.DigestHeader() {
			t.Error("spin is given another model")
		}
		if r.Compile <= 0 || r.Search <= 0 || r.Used <= 0 || r.Search > time.Minute || r.Compile > time.Minute {
			t.Errorf("it took %v and %v, on a processor %v", r.Compile, r.Search, r.Used)
		}
		r.Compile, r.Search, r.Used = 0, 0, 0
		if want := (&Result{States: 10, Transitions: c.transitions, PerAction: c.perAction, Seen: c.seen,
			Mattered: c.matters, Digest: 77, Depth: 37, Bytes: 134<<20 + 1<<19, Version: "6.5.2"}); !reflect.DeepEqual(r,
			want) {
			t.Errorf("found %+v, want %+v", r, want)
		}
	}
}

// The last line that pan prints counts, though nothing ends it.
func TestSearchReadsTheLastLine(t *testing.T) {
	lines := strings.TrimSuffix(goodOutput, "quesera: digest 77\n")
	s, _ := works(t, prints(lines)+"\nprintf 'quesera: digest 78'")
	if r, err := s.Search(t.Context(), fakeModel(), Options{}); err != nil || r.Digest != 78 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Where runs are longer than the stack, the search begins again with a larger one, and ends at the largest.
func TestSearchGoesDeeperWhereRunsAreLonger(t *testing.T) {
	s, f := works(t, "case $2 in -m10000) echo 'error: max search depth too small';; esac\n"+prints(goodOutput))
	var said []string
	r, err := s.Search(t.Context(), fakeModel(), Options{Progress: func(line string) { said = append(said, line) }})
	if err != nil || r.States != 10 {
		t.Errorf("%+v, %v", r, err)
	}
	f.wantCalls("pan", "-n -m10000", "-n -m1000000")
	s, f = works(t, "echo 'Depth=  12 States=1'\necho 'error: max search depth too small'\n"+prints(goodOutput))
	_, err = s.Search(t.Context(), fakeModel(), Options{Progress: func(line string) { said = append(said, line) }})
	if !errors.As(err, new(*IncompleteError)) ||
		err.Error() != "promela: inconclusive: runs are longer than the search stack" {
		t.Errorf("deeper than all: %v", err)
	}
	f.wantCalls("pan", "-n -m10000", "-n -m1000000", "-n -m50000000")
	if len(said) != 3 || said[2] != "Depth=  12 States=1" {
		t.Errorf("said of progress is %q", said)
	}
}

// A search that pan does not finish, for whatever reason, is inconclusive.
func TestSearchThatPanDoesNotFinishIsInconclusive(t *testing.T) {
	nothingLeft(t)
	for name, c := range map[string]struct{ pan, want string }{
		"killed":    {prints(goodOutput) + "\nkill -9 $$", "promela: inconclusive: pan died: signal: killed"},
		"truncated": {prints(goodOutput[:60]), "pan does not report a full search"},
		"silent":    {"exit 0", "pan does not report a full search"},
		"not there": {"/bin/rm -f pan; kill -9 $$", "pan died"},
		"memory":    {prints(goodOutput + "pan: reached -DMEMLIM bound\n"), "pan: reached -DMEMLIM bound"},
	} {
		s, _ := works(t, c.pan)
		r, err := s.Search(t.Context(), fakeModel(), Options{})
		if !errors.As(err, new(*IncompleteError)) || !strings.Contains(err.Error(), c.want) || r != nil || NotRun(err) {
			t.Errorf("%s: %+v, %v, want %q", name, r, err, c.want)
		}
	}
}

// Where a tool fails, the model is to blame only if the tool works on others, and does not fail for want of memory or
// room.
func TestAToolThatFailsBlamesTheModelLast(t *testing.T) {
	nothingLeft(t)
	onModel := func(what string) string {
		return "case \"$*\" in *model.pml) if [ -f digest.h ]; then " + what + "; fi;; esac\n" + goodSpin
	}
	compiling := func(what string) string { return "case \"$*\" in *pan.c) " + what + ";; esac\n" + goodCompiler }
	for name, c := range map[string]struct {
		spin, cc, want string
		broken         bool
	}{
		"spin says so": {onModel("echo 'spin: model.pml:3, Error: syntax error'; echo more"), goodCompiler,
			"promela: spin fails on the model: spin: model.pml:3, Error: syntax error", false},
		"spin fails":        {onModel("echo no; exit 1"), goodCompiler, "promela: spin fails on the model: no", false},
		"spin fails dumbly": {onModel("exit 1"), goodCompiler, "promela: spin fails on the model: ", false},
		"spin is killed": {onModel("kill -9 $$"), goodCompiler, "promela: not run: spin does not work: signal: killed",
			true},
		"the compiler fails": {goodSpin, compiling("echo 'pan.c:1: error'; exit 1"),
			"promela: gcc fails on the model: pan.c:1: error", false},
		"no memory": {goodSpin, compiling("echo 'cc1: out of memory allocating 99 bytes'; exit 1"),
			"promela: not run: gcc does not work: exit status 1: cc1: out of memory allocating 99 bytes", true},
		"no room": {goodSpin, compiling("echo 'pan.o: No space left on device'; exit 1"),
			"gcc does not work: exit status 1: pan.o: No space left on device", true},
		"no longer works": {"[ ! -f DIR/over ] || exit 3\n" + onModel("echo >DIR/over; exit 1"), goodCompiler,
			"promela: not run: spin does not work: exit status 3", true},
	} {
		s, _ := fake(t, c.spin, c.cc, prints(goodOutput))
		r, err := s.Search(t.Context(), fakeModel(), Options{})
		if err == nil || r != nil || !strings.Contains(err.Error(), c.want) || NotRun(err) != c.broken ||
			errors.As(err, new(*IncompleteError)) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %+v, %v, want %q", name, r, err, c.want)
		}
	}
	for said, want := range map[string]bool{"": false, "error: x": false, "No space left on device": true,
		"a\nKilled signal terminated program": true, "Cannot allocate memory": true, "cannot allocate memory": true,
		"virtual memory exhausted: x": true, "out of memory": true, "Disk quota exceeded": true,
		"Read-only file system": true} {
		if starved(said) != want {
			t.Errorf("%q says of the machine: %v", said, !want)
		}
	}
}

// A search that its context ends is inconclusive, whichever tool was at work, and its reason is the context's.
func TestSearchIsStoppedWithItsContext(t *testing.T) {
	nothingLeft(t)
	wait := "echo >DIR/waiting; exec /bin/sleep 60"
	for name, c := range map[string]struct{ spin, cc, pan string }{
		"spin":     {wait, goodCompiler, ""},
		"compiler": {goodSpin, wait, ""},
		"pan":      {goodSpin, goodCompiler, wait},
		"trial":    {"[ ! -f digest.h ] || exit 1", wait, ""}, // which asks whether the tools work
	} {
		s, f := fake(t, c.spin, c.cc, c.pan)
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			for range 1000 {
				if _, err := os.Stat(filepath.Join(f.dir, "waiting")); err == nil {
					break
				}
				time.Sleep(5 * time.Millisecond)
			}
			cancel(errors.New("enough"))
		}()
		begun := time.Now()
		r, err := s.Search(ctx, fakeModel(), Options{})
		if r != nil || !errors.As(err, new(*IncompleteError)) || err.Error() != "promela: inconclusive: stopped: enough" ||
			time.Since(begun) > 30*time.Second {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// Where no folder can be made, or no file in it, the model is not to blame.
func TestWithoutAFolderNothingRuns(t *testing.T) {
	s, f := works(t, prints(goodOutput))
	t.Setenv("TMPDIR", filepath.Join(f.dir, "missing"))
	const want = "promela: not run: the folder for temporary files (TMPDIR) does not work: "
	for name, run := range map[string]func() error{
		"search": func() error { _, err := s.Search(t.Context(), fakeModel(), Options{}); return err },
		"live": func() error {
			live, err := s.Live(t.Context(), nodesModel(), Progressing{Goal: "g"})
			if live {
				t.Error("what did not run is live")
			}
			return err
		},
		"trail": func() error { _, err := s.Trail(t.Context(), fakeModel(), -1, false, Options{}); return err },
		"try":   func() error { return s.try(t.Context()) },
	} {
		if err := run(); !errors.As(err, new(*BrokenError)) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := &pan{dir: filepath.Join(f.dir, "missing")}
	if err := s.compile(t.Context(), p, fakeModel(), nil, nil); !errors.As(err, new(*BrokenError)) ||
		!strings.HasPrefix(err.Error(), want) {
		t.Errorf("compiling: %v", err)
	}
	if err := p.write(map[string]string{"a": "b"}); !errors.As(err, new(*BrokenError)) ||
		!strings.HasPrefix(err.Error(), want) {
		t.Errorf("writing: %v", err)
	}
}

// Tools are found in the path, tried, and blamed by their names.
func TestFindTriesTheTools(t *testing.T) {
	nothingLeft(t)
	for name, c := range map[string]struct {
		spin, gcc, cc string // "": it is missing
		want          string // "": they work
		missing       bool
	}{
		"all":         {goodSpin, goodCompiler, "", "", false},
		"cc alone":    {goodSpin, "", goodCompiler, "", false},
		"gcc first":   {goodSpin, goodCompiler, "exit 1", "", false},
		"no spin":     {"", goodCompiler, "", "promela: not run: spin is missing", true},
		"no compiler": {goodSpin, "", "", "promela: not run: a C compiler (gcc) is missing", true},
		"gcc fails": {goodSpin, "echo 'no stdio.h'; echo more; exit 1", "",
			"promela: not run: gcc does not work: exit status 1: no stdio.h", false},
		"cc fails": {goodSpin, "", "exit 4", "promela: not run: cc does not work: exit status 4", false},
		"no program": {goodSpin, "case \"$*\" in *trial.c) ;; esac", "",
			"promela: not run: gcc does not work: what it compiles does not run", false},
		"wrong program": {goodSpin, "printf '#!/bin/sh\\necho worse\\n' >trial; /bin/chmod +x trial", "",
			"promela: not run: gcc does not work: what it compiles does not run", false},
		"failing program": {goodSpin, "printf '#!/bin/sh\\necho works; exit 1\\n' >trial; /bin/chmod +x trial", "",
			"promela: not run: gcc does not work: what it compiles does not run", false},
		"spin fails": {"echo no; exit 2", goodCompiler, "", "promela: not run: spin does not work: exit status 2: no", false},
		"another spin": {"echo 'SPIN stands for'; echo more", goodCompiler, "",
			`promela: not run: spin does not work: spin -V prints "SPIN stands for", want a version`, false},
		"spin -a fails": {"case $1 in -V) echo Spin Version 7;; *) exit 5;; esac", goodCompiler, "",
			"promela: not run: spin does not work: exit status 5", false},
		"no verifier": {"echo Spin Version 7", goodCompiler, "",
			"promela: not run: spin does not work: it writes no verifier", false},
	} {
		f := newTools(t)
		for tool, script := range map[string]string{"spin": c.spin, "gcc": c.gcc, "cc": c.cc} {
			if script != "" {
				f.script(tool, script)
			}
		}
		t.Setenv("PATH", f.dir)
		s, err := Find(t.Context())
		if c.want == "" {
			if err != nil || s.Version != "6.5.2" || s.spin != filepath.Join(f.dir, "spin") ||
				!strings.HasPrefix(s.cc, filepath.Join(f.dir, "")) {
				t.Errorf("%s: %+v, %v", name, s, err)
				continue
			}
			f.wantCalls(filepath.Base(s.cc), "-o trial trial.c")
			f.wantCalls("spin", "-V", "-a model.pml")
			continue
		}
		if err == nil || s != nil || err.Error() != c.want || errors.As(err, new(*MissingError)) != c.missing ||
			!NotRun(err) {
			t.Errorf("%s: %+v, %v, want %q", name, s, err, c.want)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	f := newTools(t)
	f.script("spin", goodSpin)
	f.script("gcc", goodCompiler)
	t.Setenv("PATH", f.dir)
	if _, err := Find(ctx); !errors.As(err, new(*IncompleteError)) || NotRun(err) ||
		err.Error() != "promela: inconclusive: stopped: enough" {
		t.Errorf("stopped: %v", err)
	}
}

// Tools that go on without end are killed after their time, or after what they print.
func TestToolsAreBounded(t *testing.T) {
	if trialTime != 30*time.Second || compileTime != 20*time.Minute || DefaultMemoryMB != 16384 {
		t.Errorf("bounds are %v, %v and %v MB", trialTime, compileTime, DefaultMemoryMB)
	}
	s, _ := fake(t, goodSpin, "while :; do /bin/cat /bin/sh; done", "")
	for name, run := range map[string]func() error{
		"trial": func() error { return s.try(t.Context()) },
		"model": func() error { _, err := s.Search(t.Context(), fakeModel(), Options{}); return err },
	} {
		if err := run(); !errors.As(err, new(*BrokenError)) ||
			err.Error() != "promela: not run: gcc does not work: gcc does not end within 1048576 octets of output" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// nodesModel is a program with processes of nodes.
func nodesModel() *translate.Program {
	m := fakeModel()
	m.Text = "byte x;\n\nproctype Node(byte self) {\nend:\n  do\n  :: Up(self)\n  od\n}\n\ninit {\n" +
		"  atomic { run Node(0); run Node(1) };\nend:\n  do\n  :: false\n  od\n}\n"
	return m
}
