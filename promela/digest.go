package promela

import (
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"unsafe"

	"quesera/spec"
)

// A digest is a number that a set of states has, whatever order they come in: the sum of a 64-bit hash of each. Two
// engines that agree in it, and in the number of states, found the same states.
type digest struct {
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

// newDigest prepares the digest of states of the model's type.
func newDigest(m *Model, t reflect.Type) *digest {
	d := &digest{}
	d.add(m.state, t, 0)
	return d
}

func (d *digest) add(s *shape, t reflect.Type, offset uintptr) {
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

// note adds a state.
func (d *digest) note(state unsafe.Pointer) {
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

// watch is a property that never holds and notes every state that the explorer finds. It is not for the translator.
func watch[S any](d *digest) spec.Property[S] {
	return spec.Property[S]{Claim: spec.Claim{ID: "digest"}, Kind: spec.Sometimes, Predicate: spec.Predicate[S]{Holds: func(s *S) bool {
		d.note(unsafe.Pointer(s))
		return false
	}}}
}

// digestFile is the C that a model includes when it is searched with DIGEST.
const digestFile = "digest.h"

// digestHeader is the same in C: QUESERA_DIGEST notes the present state and is 0.
func digestHeader(s *shape) string {
	var b strings.Builder
	fmt.Fprintf(&b, `static unsigned long long quesera_h, quesera_sum;
static int quesera_add(unsigned long long v) { quesera_h = (quesera_h ^ v) * %#xULL; quesera_h ^= quesera_h >> 29; return 0; }
static int quesera_note(void) { quesera_h *= %#xULL; quesera_sum += quesera_h ^ quesera_h >> 32; quesera_h = 0; return 0; }
__attribute__((destructor)) static void quesera_digest(void) { printf("quesera: digest %%llu\n", quesera_sum); }
#define QUESERA_DIGEST (`, uint64(digestMultiplier), uint64(digestMix))
	state := variableOf(s)
	for _, l := range s.leaves() {
		fmt.Fprintf(&b, "quesera_add(now.%s), \\\n  ", l.of(state).text())
	}
	b.WriteString("quesera_note())\n")
	return b.String()
}
