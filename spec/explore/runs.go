package explore

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// A sortedRun is a file of packed states in ascending order, each once.
type sortedRun struct {
	name   string
	states uint64
	sum    uint64 // of the hashes of its states: what is read again must come to the same
}

// A source hands out states in ascending order.
type source interface {
	head() []uint64 // the next one, nil at the end
	next() error    // goes on to the one after it
}

// A files is a folder of sorted runs.
type files struct {
	folder string
	words  int
	made   int
	disk   uint64 // octets that the files have now
	spare  []*bufio.Writer
	create func(name string) (io.WriteCloser, error)
}

// A runWriter writes a run.
type runWriter struct {
	f    *files
	run  sortedRun
	file io.WriteCloser
	buf  *bufio.Writer
	raw  []byte
}

// bufferSize is that of one file that is written, and at most that of one that is read.
const bufferSize = 1 << 18

// write begins a run.
func (f *files) write() (*runWriter, error) {
	f.made++
	name := filepath.Join(f.folder, strconv.Itoa(f.made))
	file, err := f.create(name)
	if err != nil {
		return nil, err
	}
	w := &runWriter{f: f, run: sortedRun{name: name}, file: file, raw: make([]byte, 8*f.words)}
	if last := len(f.spare) - 1; last >= 0 {
		w.buf, f.spare = f.spare[last], f.spare[:last]
		w.buf.Reset(file)
	} else {
		w.buf = bufio.NewWriterSize(file, bufferSize)
	}
	return w, nil
}

func (w *runWriter) add(state []uint64) error {
	for k, word := range state {
		binary.LittleEndian.PutUint64(w.raw[8*k:], word)
	}
	w.run.states++
	w.run.sum += hashOf(state)
	_, err := w.buf.Write(w.raw)
	return err
}

// end closes the file. An error may be one of an earlier write, as where the disk is full.
func (w *runWriter) end() (sortedRun, error) {
	err := w.buf.Flush()
	if closed := w.file.Close(); err == nil {
		err = closed
	}
	w.f.disk += w.run.states * uint64(8*w.f.words)
	w.f.spare = append(w.f.spare, w.buf)
	return w.run, err
}

// remove takes runs away that are no longer needed.
func (f *files) remove(runs []sortedRun) error {
	for _, r := range runs {
		if err := os.Remove(r.name); err != nil {
			return err
		}
		f.disk -= r.states * uint64(8*f.words)
	}
	return nil
}

// A runReader reads a run.
type runReader struct {
	run   sortedRun
	file  *os.File
	buf   *bufio.Reader
	raw   []byte
	state []uint64 // nil: at the end
	last  []uint64
	read  uint64
	sum   uint64
}

// open begins to read a run. Its first state is the head.
func (f *files) open(run sortedRun) (*runReader, error) {
	file, err := os.Open(run.name)
	if err != nil {
		return nil, err
	}
	r := &runReader{run: run, file: file, raw: make([]byte, 8*f.words),
		buf:   bufio.NewReaderSize(file, int(min(bufferSize, run.states*uint64(8*f.words)))),
		state: make([]uint64, f.words), last: make([]uint64, f.words)}
	if err := r.next(); err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

func (r *runReader) head() []uint64 { return r.state }

// errSpoilt says that a file is not what was written.
var errSpoilt = errors.New("what is read from a file is not what was written to it")

func (r *runReader) next() error {
	if r.state == nil {
		return nil
	}
	_, err := io.ReadFull(r.buf, r.raw)
	if err == io.EOF {
		if r.state = nil; r.read != r.run.states || r.sum != r.run.sum {
			return fmt.Errorf("%w: %d states, want %d", errSpoilt, r.read, r.run.states)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errSpoilt, err)
	}
	copy(r.last, r.state)
	for k := range r.state {
		r.state[k] = binary.LittleEndian.Uint64(r.raw[8*k:])
	}
	if r.read > 0 && slices.Compare(r.last, r.state) >= 0 {
		return fmt.Errorf("%w: its states do not ascend", errSpoilt)
	}
	r.read++
	r.sum += hashOf(r.state)
	return nil
}

// A sortedStates is a source of states in memory.
type sortedStates struct {
	states []uint64
	words  int
}

func (s *sortedStates) head() []uint64 {
	if len(s.states) == 0 {
		return nil
	}
	return s.states[:s.words]
}

func (s *sortedStates) next() error {
	s.states = s.states[s.words:]
	return nil
}

// A merged is a source of all states of others, each once. It is a heap by their heads.
type merged struct {
	heap []source
	last []uint64
}

func newMerged(sources []source) *merged {
	m := &merged{}
	for _, s := range sources {
		if s.head() != nil {
			m.heap = append(m.heap, s)
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
	return m
}

// sink puts the source with this index in its place below.
func (m *merged) sink(i int) {
	for {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(m.heap) && slices.Compare(m.heap[child].head(), m.heap[least].head()) < 0 {
				least = child
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

func (m *merged) head() []uint64 {
	if len(m.heap) == 0 {
		return nil
	}
	return m.heap[0].head()
}

func (m *merged) next() error {
	m.last = append(m.last[:0], m.head()...)
	for len(m.heap) > 0 && slices.Equal(m.heap[0].head(), m.last) {
		if err := m.heap[0].next(); err != nil {
			return err
		}
		if m.heap[0].head() == nil {
			last := len(m.heap) - 1
			m.heap[0], m.heap = m.heap[last], m.heap[:last]
		}
		m.sink(0)
	}
	return nil
}
