package vectors

import (
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"fmt"
	"hash"
	"slices"
	"strconv"

	h2c "github.com/consensys/gnark-crypto/field/hash"
)

// expander is expand_message of RFC 9380 §5.3 with its hash function fixed.
type expander struct {
	expand   func(message, dst []byte, length int) ([]byte, error)
	shortTag func(dst []byte) []byte // DST_prime without its length (§5.3.3)
}

// expanders are those that the suites of RFC 9380 use, by name and hash in the files.
var expanders = map[string]expander{
	"expand_message_xmd/SHA256":   xmd(sha256.New),
	"expand_message_xmd/SHA384":   xmd(sha512.New384),
	"expand_message_xmd/SHA512":   xmd(sha512.New),
	"expand_message_xof/SHAKE128": xof(sha3.NewSHAKE128, 128),
	"expand_message_xof/SHAKE256": xof(sha3.NewSHAKE256, 256),
}

// maxExpanded is the longest output that is asked for here.
const maxExpanded = 1<<16 - 1

const oversize = "H2C-OVERSIZE-DST-"

// xmd is expand_message_xmd of RFC 9380 §5.3.1.
func xmd(h func() hash.Hash) expander {
	sum := func(parts ...[]byte) []byte {
		state := h()
		for _, part := range parts {
			state.Write(part)
		}
		return state.Sum(nil)
	}
	short := func(dst []byte) []byte {
		if len(dst) <= 255 {
			return dst
		}
		return sum([]byte(oversize), dst)
	}
	expand := func(message, dst []byte, length int) ([]byte, error) {
		size := h().Size()
		ell := (length + size - 1) / size // 1
		if ell > 255 {                    // 2
			return nil, fmt.Errorf("length = %d, want at most %d", length, 255*size)
		}
		dst = short(dst)
		prime := append(slices.Clone(dst), byte(len(dst))) // 3
		pad := make([]byte, h().BlockSize())               // 4
		octets := []byte{byte(length >> 8), byte(length)}  // 5
		b0 := sum(pad, message, octets, []byte{0}, prime)  // 6, 7
		b := sum(b0, []byte{1}, prime)                     // 8
		uniform := slices.Clone(b)
		for i := 2; i <= ell; i++ { // 9
			for j := range b {
				b[j] ^= b0[j]
			}
			b = sum(b, []byte{byte(i)}, prime) // 10
			uniform = append(uniform, b...)    // 11
		}
		return uniform[:length], nil // 12
	}
	return expander{expand, short}
}

// xof is expand_message_xof of RFC 9380 §5.3.2 for a function of k bits of security.
func xof(h func() *sha3.SHAKE, k int) expander {
	read := func(length int, parts ...[]byte) []byte {
		state := h()
		for _, part := range parts {
			state.Write(part)
		}
		out := make([]byte, length)
		state.Read(out)
		return out
	}
	short := func(dst []byte) []byte {
		if len(dst) <= 255 {
			return dst
		}
		return read((2*k+7)/8, []byte(oversize), dst)
	}
	expand := func(message, dst []byte, length int) ([]byte, error) {
		dst = short(dst)
		prime := append(slices.Clone(dst), byte(len(dst)))
		return read(length, message, []byte{byte(length >> 8), byte(length)}, prime), nil
	}
	return expander{expand, short}
}

func isExpandMessage(f *file) bool {
	return f.root.has("DST", "hash", "name", "tests")
}

// runExpandMessage runs a file of RFC 9380 appendix K: {DST, hash, k, name, tests: [{DST_prime,
// len_in_bytes, msg, msg_prime, uniform_bytes}]}.
func runExpandMessage(r *runner, f *file) error {
	top := fieldsOf(f.root)
	name, dst, tests := top.text("name")+"/"+top.text("hash"), []byte(top.text("DST")), top.list("tests")
	if top.err != nil {
		return top.err
	}
	kind := "rfc9380/expand_message"
	if len(dst) == 0 {
		return breaks(f.root.line, "DST is empty, want at least one byte (RFC 9380 §3.1)")
	}
	e, known := expanders[name]
	if !known {
		r.notRun(kind, len(tests), "expander "+shortened(name)+" is not known here")
		return nil
	}
	for i, test := range tests {
		if err := runExpansion(r, kind, fmt.Sprintf("test %d", i+1), e, name, dst, test); err != nil {
			return err
		}
	}
	return nil
}

// runExpansion runs one test. Where model/crypto/bls hashes with gnark-crypto's expander, that one
// must agree as well.
func runExpansion(r *runner, kind, test string, e expander, name string, dst []byte, n *node) error {
	t := fieldsOf(n)
	message, want, prime := []byte(t.text("msg")), t.hex("uniform_bytes"), t.hex("DST_prime")
	length, _ := strconv.ParseUint(t.text("len_in_bytes"), 0, 32) // 0 or too large where it is none
	if t.err != nil {
		return t.err
	}
	if length == 0 || length > maxExpanded {
		return breaks(n.line, "len_in_bytes = %s, want a number from 1 to %d", shortened(t.text("len_in_bytes")), maxExpanded)
	}
	short := e.shortTag(dst)
	if got := append(slices.Clone(short), byte(len(short))); !slices.Equal(got, prime) {
		r.fail(kind, test, fmt.Sprintf("DST_prime = %x, want %x", got, prime))
		return nil
	}
	got, err := e.expand(message, dst, int(length))
	if err != nil {
		r.fail(kind, test, err.Error())
		return nil
	}
	if name == "expand_message_xmd/SHA256" && length >= sha256.Size { // gnark-crypto's makes no less
		theirs, err := h2c.ExpandMsgXmd(message, short, int(length))
		if err != nil || !slices.Equal(got, theirs) {
			r.fail(kind, test, fmt.Sprintf("gnark-crypto gives %x, %v, want %x", theirs, err, want))
			return nil
		}
	}
	r.equal(kind, test, got, want)
	return nil
}
