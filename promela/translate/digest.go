package translate

import (
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"unsafe"
)

// A Digest is a number that a set of states has, whatever order they come in: the sum of a 64-bit hash of each. Two
// engines that agree in it, and in the number of states, found the same states.
type Digest struct {
	numbers []place64
	sum     atomic.Uint64
}

// place64 is where a number of the state lies in memory.
type place64 struct {
	offset uintptr
	wide   bool // two bytes
}

// digestMix and digestMultiplier are those of the hash in Go and in C.
const (
	digestMultiplier = 0x9e3779b97f4a7c15
	digestMix        = 0xd6e8feb86659fd93
)

// NewDigest prepares the digest of a set of states of the Go type t, which is the State of the program's spec.
func (prog *Program) NewDigest(t reflect.Type) *Digest {
	d := &Digest{}
	d.add(prog.state, t, 0)
	return d
}

// Sum is the digest of the states noted.
func (d *Digest) Sum() uint64 { return d.sum.Load() }

func (d *Digest) add(s *shape, t reflect.Type, offset uintptr) {
	switch {
	case s.elem != nil:
		for i := range s.length {
			d.add(s.elem, t.Elem(), offset+uintptr(i)*t.Elem().Size())
		}
	case s.kind == kindNone:
		for _, f := range s.fields {
			inner, _ := t.FieldByName(f.goName)
			d.add(f.shape, inner.Type, offset+inner.Offset)
		}
	default:
		d.numbers = append(d.numbers, place64{offset, t.Size() == 2})
	}
}

// Note adds a state. Goroutines may do so at the same time.
func (d *Digest) Note(state unsafe.Pointer) {
	h := uint64(0)
	for _, p := range d.numbers {
		v := uint64(*(*uint8)(unsafe.Add(state, p.offset)))
		if p.wide {
			v = uint64(*(*uint16)(unsafe.Add(state, p.offset)))
		}
		h = (h ^ v) * digestMultiplier
		h ^= h >> 29
	}
	h *= digestMix
	d.sum.Add(h ^ h>>32)
}

// DigestFile is the file of C that the Promela includes where it is searched with DIGEST.
const DigestFile = "digest.h"

// DigestHeader is the text of DigestFile, the digest in C: QUESERA_DIGEST notes the present state and is 0.
func (prog *Program) DigestHeader() string {
	var b strings.Builder
	fmt.Fprintf(&b, `static unsigned long long quesera_h, quesera_sum;
static int quesera_add(unsigned long long v) { quesera_h = (quesera_h ^ v) * %#xULL; `+
		`quesera_h ^= quesera_h >> 29; return 0; }
static int quesera_note(void) { quesera_h *= %#xULL; `+
		`quesera_sum += quesera_h ^ quesera_h >> 32; quesera_h = 0; return 0; }
__attribute__((destructor)) static void quesera_digest(void) { printf("quesera: digest %%llu\n", quesera_sum); }
#define QUESERA_DIGEST (`, uint64(digestMultiplier), uint64(digestMix))
	state := variableOf(prog.state)
	for _, l := range prog.state.leaves() {
		fmt.Fprintf(&b, "quesera_add(now.%s), \\\n  ", l.of(state).text())
	}
	b.WriteString("quesera_note())\n")
	return b.String()
}
