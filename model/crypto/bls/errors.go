package bls

import (
	"errors"
	"fmt"
	"strings"
)

// What the decoders and validators refuse. Every error of this package about its input wraps
// one of these, so that a caller can tell the rule.
var (
	ErrLength      = errors.New("wrong length")
	ErrCompression = errors.New("compression bit not set")
	ErrInfinity    = errors.New("infinity not encoded as 0xc0 and zeroes")
	ErrRange       = errors.New("not below the modulus")
	ErrCurve       = errors.New("no such point on the curve")
	ErrSubgroup    = errors.New("point outside the subgroup of order r")
	ErrIdentity    = errors.New("identity element")
	ErrZero        = errors.New("zero secret key")
	ErrSignature   = errors.New("signature does not verify")
	ErrEmpty       = errors.New("no signers")
	ErrCount       = errors.New("wrong number")
	ErrDuplicate   = errors.New("duplicate")
	ErrMember      = errors.New("not a member")
	ErrScheme      = errors.New("not an operation of this scheme")
)

// refusal is a broken rule and where it was broken, outermost first.
type refusal struct {
	where []string
	rule  error
}

func (r *refusal) Unwrap() error { return r.rule }

func (r *refusal) Error() string {
	return "bls: " + strings.Join(append(r.where[:len(r.where):len(r.where)], r.rule.Error()), ": ")
}

// refuse reports a broken rule, or what was refused further down as part of something larger.
func refuse(rule error, where string, args ...any) error {
	whole := []string{fmt.Sprintf(where, args...)}
	if part, ok := rule.(*refusal); ok {
		return &refusal{append(whole, part.where...), part.rule}
	}
	return &refusal{whole, rule}
}

// wrong is a rule with what it was broken by: "wrong length = 47 octets, want 48".
func wrong(rule error, got string, args ...any) error {
	return fmt.Errorf("%w = %s", rule, fmt.Sprintf(got, args...))
}
