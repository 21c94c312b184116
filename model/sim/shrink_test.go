package sim_test

import (
	"errors"
	"fmt"
	"go/parser"
	"strconv"
	"strings"
	"testing"

	"quesera/model/sim"
)

var errTooMuch = errors.New("too much")

// sums adds up chosen numbers, so many of them as is chosen first, and fails with more than 700.
func sums(c sim.Chooser) error {
	sum, count := 0, c.Choose(100)
	for range count {
		sum += c.Choose(1000)
	}
	if sum > 700 {
		return fmt.Errorf("%w: %d numbers, %d", errTooMuch, count, sum)
	}
	return nil
}

// inputOf is the input that the message of a shorter failure has.
func inputOf(t *testing.T, message string) []byte {
	t.Helper()
	_, literal, found := strings.Cut(message, "the input: []byte(")
	literal = strings.TrimSuffix(literal, ")")
	text, err := strconv.Unquote(literal)
	if _, bad := parser.ParseExpr(literal); !found || err != nil || bad != nil {
		t.Fatalf("no input in %s", message)
	}
	return []byte(text)
}

// A fuzz target's failing input is made as short as can be and small, and fails in the same way when it is read again.
func TestFailingInputsAreMadeShorter(t *testing.T) {
	data := []byte{77}
	for range 77 {
		data = append(data, 1, 250)
	}
	err := sim.ShrinkInput(t.Context(), data, sums)
	if !errors.Is(err, errTooMuch) || !strings.Contains(err.Error(), ": 3 numbers, ") ||
		!strings.Contains(err.Error(), "3 choices of 78, found in ") {
		t.Fatal(err)
	}
	short := inputOf(t, err.Error())
	again := sums(sim.NewBytes(short))
	if again == nil || !strings.HasPrefix(err.Error(), again.Error()) || len(short) != 7 {
		t.Errorf("%v of %q, want that of %v", again, short, err)
	}
	if err := sim.ShrinkInput(t.Context(), []byte{1, 1}, sums); err != nil {
		t.Errorf("nothing is wrong: %v", err)
	}
}

// A run that fails only once is told as it failed.
func TestAFailureThatDoesNotComeAgainIsTold(t *testing.T) {
	runs := 0
	err := sim.ShrinkInput(t.Context(), []byte{3, 2, 1}, func(c sim.Chooser) error {
		c.Choose(10)
		if runs++; runs == 1 {
			return errTooMuch
		}
		return nil
	})
	if !errors.Is(err, errTooMuch) || runs > 10 {
		t.Errorf("%v in %d runs", err, runs)
	}
}
