package explore

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/tlc"
)

// onDisk are options under which a search cannot do without files, with hardly any memory.
func onDisk(t *testing.T, o Options) Options {
	o.Spill, o.MaxBytes = t.TempDir(), 1<<14
	return o
}

// figuresOf is all that a search says, with the runs to what it found.
func figuresOf[S comparable](t *testing.T, sp *spec.Spec[S], o Options) (says []string) {
	t.Helper()
	r, err := Explore(sp, o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Lost != nil || o.Spill != "" && r.Disk == 0 || o.Spill == "" && r.Disk > 0 {
		t.Fatalf("%s: lost %v, %d octets on disk with %+v", sp.Name, r.Lost, r.Disk, o)
	}
	says = append(says, fmt.Sprint(r.States, r.Transitions, r.PerAction, r.Depth, r.Levels, r.Complete, r.Reduced,
		r.Mattered))
	for k, reached := range append(r.Reached, r.Deadlock) {
		if reached == nil {
			continue
		}
		run, err := reached.Run()
		if err != nil {
			t.Fatal(err)
		}
		says = append(says, fmt.Sprint(k, reached.Depth, run))
	}
	if err := r.Free(); err != nil || r.Free() != nil {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(o.Spill); o.Spill != "" && len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return says
}

// sameOnDisk holds a search on disk to one in memory: whatever else is asked for, and however many search, it says the
// same, and finds the same runs.
func sameOnDisk[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	for _, until := range []string{"", "none"} {
		for _, o := range []Options{{}, {Symmetry: true}, {Views: true}} {
			if o.Views && len(sp.Views) == 0 || o.Symmetry && sp.Symmetric == nil {
				continue
			}
			o.Until = until
			want := figuresOf(t, sp, o)
			o.Workers = 1 + len(want)%3
			if got := figuresOf(t, sp, onDisk(t, o)); !slices.Equal(got, want) {
				t.Errorf("%s, %+v: on disk\n%s\nin memory\n%s", sp.Name, o, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// A search that has its states in files says what one in memory says: states, transitions, levels, verdicts and runs.
func TestASearchOnDiskSaysTheSame(t *testing.T) {
	sameOnDisk(t, upAndDown())
	sameOnDisk(t, climb(fails("T-P1", 5), reaches("T-S1", 3)))
	sameOnDisk(t, tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 1}.UnsafeSpec())
	sameOnDisk(t, clock.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Horizon: 2}.Spec())
}

// What fits into memory needs no files; what is expected not to goes to files at once; and without a folder, a search
// gives up.
func TestFilesAreForWhatMemoryDoesNotHold(t *testing.T) {
	sp := tlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2}.Spec()
	for _, c := range []struct {
		o        Options
		complete bool
		disk     bool
	}{
		{Options{MaxBytes: 1}, false, false}, {Options{MaxBytes: 1, Spill: t.TempDir()}, true, true},
		{Options{MaxBytes: 1 << 30, Spill: t.TempDir()}, true, false}, {Options{Spill: t.TempDir()}, true, false},
		{Options{MaxBytes: 1 << 30, Expect: 1 << 40, Spill: t.TempDir()}, true, true},
		{Options{MaxBytes: 1, MaxStates: 3, Spill: t.TempDir()}, false, true},
		{Options{MaxBytes: 1 << 30, MaxStates: 3, Spill: t.TempDir()}, false, false},
	} {
		r, err := Explore(sp, c.o)
		if err != nil || r.Complete != c.complete || r.Disk > 0 != c.disk {
			t.Errorf("%+v: %+v, %v", c.o, r, err)
		}
		r.Free()
	}
}

// What a search on disk takes is counted: the memory of its workers, and the files that are there at once.
func TestASearchOnDiskCountsWhatItTakes(t *testing.T) {
	for _, workers := range []int{1, 2} {
		var told []Progress
		r, err := Explore(climb(), Options{Workers: workers, MaxBytes: 1, Spill: t.TempDir(),
			Progress: func(p Progress) { told = append(told, p) }})
		if err != nil || !r.Complete || r.Bytes != uint64(workers*leastRoom*8) || r.Disk != 7*8 || r.Depth != 6 ||
			r.Load != 0 {
			t.Errorf("%+v, %v", r, err)
		}
		last := told[len(told)-1]
		if want := (Progress{Depth: 7, States: 7, Transitions: 6, Level: 1, Visited: 1}); last != want {
			t.Errorf("told %+v in the end, want %+v", last, want)
		}
		if err := r.Free(); err != nil {
			t.Error(err)
		}
	}
	d, err := newDisk(Options{Spill: t.TempDir(), MaxBytes: 1 << 20, Workers: 3}, 2)
	if err != nil || d.room != (1<<20)/4*3/(8*2*3) {
		t.Errorf("%+v, %v", d, err)
	}
	var runs []sortedRun
	for range 2 {
		run, err := d.merge(nil, []source{&sortedStates{[]uint64{1, 2, 3, 4, 5, 6}, 2}}, nil, func() bool { return false })
		if err != nil || run.states != 3 {
			t.Fatalf("%+v, %v", run, err)
		}
		runs = append(runs, run)
	}
	if len(d.spare) != 1 {
		t.Errorf("%d buffers were made for two files, one after the other", len(d.spare))
	}
	if err := d.remove(runs[:1]); err != nil || d.files.disk != 3*16 {
		t.Errorf("%d octets of one file of two, %v", d.files.disk, err)
	}
	if err := d.remove(runs); err == nil || d.files.disk != 3*16 {
		t.Errorf("a file that is not there is removed: %v", err)
	}
	if _, err := d.open(runs[0]); err == nil {
		t.Error("a file that is not there is open")
	}
}

// A worker writes what it has no room for, unless so much of it was there twice that half of the room is free.
func TestWhatIsThereTwiceIsNotWritten(t *testing.T) {
	const room = leastRoom
	for _, c := range []struct{ words, distinct, runs, left int }{
		{1, room/2 - 1, 0, room/2 - 1}, {1, room / 2, 1, 0}, {1, room, 1, 0},
		{3, room/2 - 1, 0, room/2 - 1}, {3, room / 2, 1, 0}, {3, room, 1, 0},
	} {
		d, err := newDisk(Options{Spill: t.TempDir(), MaxBytes: 1, Workers: 1}, c.words)
		if err != nil || d.room != room {
			t.Fatal(d, err)
		}
		s := &spill{disk: d, mu: &sync.Mutex{}}
		state := func(k int) []uint64 { return slices.Repeat([]uint64{uint64(k)}, c.words) }
		for k := range room {
			if err := s.add(state(k % c.distinct)); err != nil || len(s.runs) > 0 {
				t.Fatalf("%d files, %v, while there is room", len(s.runs), err)
			}
		}
		err = s.add(state(7))
		written := uint64(0)
		for _, run := range s.runs {
			written += run.states
		}
		if err != nil || len(s.runs) != c.runs || len(s.states) != (c.left+1)*c.words ||
			written != uint64(c.runs*c.distinct) {
			t.Errorf("%d distinct: %d files of %d states, %d left in memory, %v", c.distinct, len(s.runs), written,
				len(s.states), err)
		}
	}
}

// full is a file that takes so many octets.
type full struct {
	io.WriteCloser
	left int
}

var errFull = errors.New("no space left on device")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return f.WriteCloser.Write(b)
}

// A disk that is full, at whatever file, a folder that is not there, and a search that is stopped at whatever time end
// without a verdict and leave nothing behind; so does a file that is cut or changed before it is read again.
func TestNothingHoldsWhereFilesFail(t *testing.T) {
	sp := tlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}.Spec()
	want, err := Explore(sp, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ends := func(what string, o Options) (lost error) {
		r, err := Explore(sp, o)
		if err != nil || r.Complete || r.Violated(sp) || r.States > want.States {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
		if err := r.Free(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(o.Spill); len(left) > 0 {
			t.Errorf("%s: left behind: %v", what, left)
		}
		return r.Lost
	}
	for k := range 17 {
		o, made := onDisk(t, Options{Workers: 2}), 0
		o.createFile = func(name string) (io.WriteCloser, error) {
			file, err := os.Create(name)
			if made++; made == k+1 {
				return &full{file, 7}, err
			}
			return file, err
		}
		if lost := ends(fmt.Sprint("full at file ", k), o); !errors.Is(lost, errFull) {
			t.Errorf("full at file %d: %v", k, lost)
		}
		stop, o := make(chan struct{}), onDisk(t, Options{Workers: 2})
		made = 0
		o.Stop, o.createFile = stop, func(name string) (io.WriteCloser, error) {
			if made++; made == k+1 {
				close(stop)
			}
			return os.Create(name)
		}
		if lost := ends(fmt.Sprint("stopped at file ", k), o); lost != nil {
			t.Errorf("stopped at file %d: %v", k, lost)
		}
		made = 0
		o = onDisk(t, Options{Workers: 2})
		o.createFile = func(name string) (io.WriteCloser, error) {
			if made++; made == k+2 {
				spoil(t, filepath.Dir(name), k)
			}
			return os.Create(name)
		}
		if lost := ends(fmt.Sprint("spoilt at file ", k), o); !errors.Is(lost, errSpoilt) {
			t.Errorf("spoilt at file %d: %v", k, lost)
		}
	}
	o := onDisk(t, Options{})
	o.createFile = func(string) (io.WriteCloser, error) { return nil, errFull }
	if lost := ends("no file", o); !errors.Is(lost, errFull) {
		t.Errorf("no file: %v", lost)
	}
	o = onDisk(t, Options{})
	o.Spill = filepath.Join(o.Spill, "nowhere")
	if lost := ends("no folder", o); lost == nil {
		t.Error("no folder: nothing lost")
	}
}

// spoil cuts a level's file, changes an octet of it, or adds a state.
func spoil(t *testing.T, folder string, how int) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(names) == 0 {
		t.Fatal("no file to spoil", err)
	}
	name := filepath.Join(folder, "1") // the first level, of the initial state alone
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	switch how % 4 {
	case 0:
		text = text[:len(text)-1]
	case 1:
		text = nil
	case 2:
		text[0] ^= 1
	case 3:
		text = append(text, text...)
	}
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A state that its tags cannot hold is an error of the spec on disk too, in the same words.
func TestAMistakenSpecIsRefusedOnDisk(t *testing.T) {
	sp := upAndDown()
	sp.Actions[0].Can = func(s *tally, _ spec.Args) bool { return s.N < 8 }
	_, want := Explore(sp, Options{})
	o := onDisk(t, Options{})
	r, err := Explore(sp, o)
	if r != nil || err == nil || want == nil || err.Error() != want.Error() {
		t.Errorf("%+v, %v, want %v", r, err, want)
	}
	if left, _ := os.ReadDir(o.Spill); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Sorting states sorts them, and drops none but doubles. Method: against the library's sort.
func TestStatesAreSorted(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		words, n := 1+rng.IntN(3), rng.IntN(400)
		var want [][]uint64
		var flat []uint64
		for range n {
			state := make([]uint64, words)
			for k := range state { // few values, in octets at both ends
				state[k] = uint64(rng.IntN(3)) | uint64(rng.IntN(1+rng.IntN(200)))<<56
			}
			want, flat = append(want, state), append(flat, state...)
		}
		slices.SortFunc(want, slices.Compare[[]uint64])
		sortStates(flat, words)
		if got := slices.Collect(slices.Chunk(flat, words)); n > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("sorted to %v, want %v", got, want)
		}
		want = slices.CompactFunc(want, slices.Equal[[]uint64])
		if got := slices.Collect(slices.Chunk(distinct(flat, words), words)); n > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("distinct %v, want %v", got, want)
		}
	}
}

// rarely stops what looks so often as no merge here does.
func rarely() func() bool {
	looks := 0
	return func() bool { looks++; return looks > 10_000 }
}

// Many runs merge to what is in any of them, without what others have, whatever their sizes.
func TestRunsAreMerged(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	d, err := newDisk(Options{Spill: t.TempDir(), MaxBytes: 1, Workers: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	never := rarely()
	some := func() (run sortedRun, states []uint64) {
		for range rng.IntN(30) {
			states = append(states, uint64(rng.IntN(60)))
		}
		slices.Sort(states)
		states = slices.Compact(states)
		if run, err = d.merge(nil, []source{&sortedStates{states, 1}}, nil, never); err != nil {
			t.Fatal(err)
		}
		return run, states
	}
	for range 40 {
		var runs, without []sortedRun
		want, not := map[uint64]bool{}, map[uint64]bool{}
		for range rng.IntN(6) {
			run, states := some()
			runs = append(runs, run)
			for _, s := range states {
				want[s] = true
			}
			if run, states = some(); rng.IntN(2) == 0 {
				without = append(without, run)
				for _, s := range states {
					not[s] = true
				}
			}
		}
		all, err := d.merge(runs, nil, without, never)
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.open(all)
		if err != nil {
			t.Fatal(err)
		}
		got := map[uint64]bool{}
		for r.head() != nil {
			got[r.head()[0]] = true
			if err := r.next(); err != nil {
				t.Fatal(err)
			}
		}
		for s := range not {
			delete(want, s)
		}
		if !reflect.DeepEqual(got, want) || int(all.states) != len(want) {
			t.Fatalf("%d states %v, want %v", all.states, got, want)
		}
	}
}

// long goes from 0 to 100 and back, and from 0 in two steps to each of many others.
type long struct {
	N uint16 `max:"40000"`
}

func longAndWide(wide int) *spec.Spec[long] {
	act := func(name string, values int, can func(*long, uint16) bool, do func(*long, uint16)) spec.Action[long] {
		p := spec.Param{Name: "x", Kind: spec.IsNumber}
		for x := range values {
			p.Values = append(p.Values, uint16(x))
		}
		return spec.Action[long]{Name: name, Params: []spec.Param{p},
			Can: func(s *long, a spec.Args) bool { return can(s, a[0]) }, Do: func(s *long, a spec.Args) { do(s, a[0]) }}
	}
	const first = 200
	return &spec.Spec[long]{Config: electionConfig{1}, Actions: []spec.Action[long]{
		act("Up", 1, func(s *long, _ uint16) bool { return s.N < 100 }, func(s *long, _ uint16) { s.N++ }),
		act("Down", 1, func(s *long, _ uint16) bool { return s.N > 0 && s.N <= 100 }, func(s *long, _ uint16) { s.N-- }),
		act("Jump", wide, func(s *long, _ uint16) bool { return s.N == 0 }, func(s *long, x uint16) { s.N = first + x }),
		act("Fan", wide, func(s *long, _ uint16) bool { return s.N >= first && s.N < first+uint16(wide) },
			func(s *long, x uint16) { s.N = 40000 - (s.N-first)*uint16(wide) - x }),
	}}
}

// More levels, and more runs of one level, than are merged at once are merged in parts, and then all is as if they
// were not; what was merged is taken away. The bound is what there is: a search that forgets states would not end.
func TestMoreFilesThanAreMergedAtOnce(t *testing.T) {
	sp := longAndWide(130)
	var told []uint64 // of the widest level
	o := Options{Workers: 1, Expect: 1 << 40, MaxBytes: 1, Spill: t.TempDir(), MaxStates: 17_131,
		Progress: func(p Progress) {
			if p.Level == 16_901 {
				told = append(told, p.Visited)
			}
		}}
	most := 0
	o.createFile = func(name string) (io.WriteCloser, error) {
		files, err := os.ReadDir(filepath.Dir(name))
		most = max(most, len(files))
		if err != nil {
			return nil, err
		}
		return os.Create(name)
	}
	r, err := Explore(sp, o)
	if err != nil || r.Lost != nil || !r.Complete || r.States != 17_131 || r.Transitions != 17_230 || r.Depth != 100 ||
		r.Levels[2] != 16_901 {
		t.Errorf("%+v, %v", r, err)
	}
	if !slices.Equal(told, []uint64{toldEvery, 16_901}) {
		t.Errorf("told after %d states", told)
	}
	if most < mostRuns+3 || most > 100+mostRuns {
		t.Errorf("%d files at once", most)
	}
	if err := r.Free(); err != nil {
		t.Error(err)
	}
}
