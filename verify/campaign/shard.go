// Package campaign shares a list of independent jobs out among processes that know nothing of each other, on one
// machine or many, and merges what they print.
//
// A process is shard i of n and does the jobs k with k mod n = i-1. It prints JSON Lines: first the plan, which names
// all jobs of the campaign, whoever has them, and then a line for each job that it has done. Lines hold no times and
// nothing of the machine: the same job gives the same octets.
//
// Merging is a union, so that the order of the files and repeated ones change nothing. A job that was done again, after
// its first process had been stopped, counts once; an inconclusive result gives way to a conclusive one; a job whose
// conclusive results differ, and one that no line has, are inconclusive. So a lost process never makes a campaign hold.
package campaign

import (
	"fmt"
	"strconv"
	"strings"
)

// A Shard is one of several parts of a list of jobs. The zero value is no shard: all jobs, in one process.
type Shard struct {
	Index, Count int    // Index from 0
	From         string // where it was asked for: "--shard" or the variable of the environment
}

// Asked reports whether there are shards at all; a campaign may also be one shard, 1/1.
func (s Shard) Asked() bool { return s.Count > 0 }

// Has reports whether the shard has the job with this index, from 0.
func (s Shard) Has(job int) bool { return s.Count < 2 || job%s.Count == s.Index }

// String is "2/4", the second of four.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index+1, s.Count) }

// Parse reads "2/4".
func Parse(text string) (Shard, error) {
	first, second, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(first)
	n, errN := strconv.Atoi(second)
	s := Shard{Index: i - 1, Count: n, From: "--shard"}
	if err != nil || errN != nil || i < 1 || n < i || s.String() != text {
		return Shard{}, fmt.Errorf("--shard = %q, want i/n with i from 1 to n", text)
	}
	return s, nil
}

// The variables by which schedulers tell a process which one of many it is. Kubernetes tells an Indexed Job no number
// of completions, so that its manifest has to (examples/cluster).
const (
	kubernetesIndex = "JOB_COMPLETION_INDEX" // from 0
	kubernetesCount = "JOB_COMPLETIONS"
	slurmIndex      = "SLURM_ARRAY_TASK_ID" // from SLURM_ARRAY_TASK_MIN, in steps of SLURM_ARRAY_TASK_STEP
	slurmCount      = "SLURM_ARRAY_TASK_COUNT"
	slurmMin        = "SLURM_ARRAY_TASK_MIN"
	slurmStep       = "SLURM_ARRAY_TASK_STEP"
)

// FromEnvironment is the shard that a scheduler has given this process, none if there is no scheduler. An index without
// a count is an error: whoever took it for the whole would do all jobs many times, or lose some.
func FromEnvironment(get func(string) string) (Shard, error) {
	switch {
	case get(kubernetesIndex) != "" && get(slurmIndex) != "":
		return Shard{}, fmt.Errorf("%s and %s are both set: want --shard", kubernetesIndex, slurmIndex)
	case get(kubernetesIndex) != "":
		return fromNumbers(get, kubernetesIndex, kubernetesCount)
	case get(slurmIndex) != "":
		return fromNumbers(get, slurmIndex, slurmCount)
	}
	return Shard{}, nil
}

func fromNumbers(get func(string) string, index, count string) (Shard, error) {
	least, step := 0, 1
	var err error
	if index == slurmIndex {
		if least, err = number(get, slurmMin, 0); err != nil {
			return Shard{}, err
		}
		if step, err = number(get, slurmStep, 1); err != nil {
			return Shard{}, err
		}
	}
	i, err := number(get, index, least)
	if err != nil {
		return Shard{}, err
	}
	n, err := number(get, count, 1)
	if err != nil {
		return Shard{}, fmt.Errorf("%w, beside %s", err, index)
	}
	place := (i - least) / step
	if place >= n || (i-least)%step != 0 {
		return Shard{}, fmt.Errorf("%s = %d is none of the %d in %s", index, i, n, count)
	}
	return Shard{Index: place, Count: n, From: index}, nil
}

func number(get func(string) string, name string, least int) (int, error) {
	v, err := strconv.Atoi(get(name))
	if err != nil || v < least {
		return 0, fmt.Errorf("%s = %q, want a number of at least %d", name, get(name), least)
	}
	return v, nil
}
