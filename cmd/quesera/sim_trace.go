package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A traceFile is where "sim --trace" writes to. What stands in a regular file is only replaced by commit: the
// trace is written beside it and takes its place when the run is over. A device or a FIFO
// cannot be replaced, and is written to as the run goes.
type traceFile struct {
	*os.File
	target string // the regular file that commit replaces; empty: File itself is what was asked for
}

// createTrace opens the file of that name, or a new one beside it.
func createTrace(name string) (*traceFile, error) {
	if name == "-" { // only "sim --trace" knows it
		return nil, errors.New("- stands for standard output elsewhere: want a file, ./- for one of that name")
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(name); err == nil {
			return nil, fmt.Errorf("%s is a symbolic link to nothing, want a file or a name that is free", name)
		}
		return createBeside(name, 0o666)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		return &traceFile{File: file}, err
	}
	// A rename would replace a file that may not be written to, and a link instead of what it points to.
	old, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	old.Close()
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, err
	}
	return createBeside(target, info.Mode().Perm())
}

// createBeside opens a new file in the folder of target.
func createBeside(target string, mode fs.FileMode) (*traceFile, error) {
	folder, name := filepath.Split(target)
	for k := range 100 {
		file, err := os.OpenFile(fmt.Sprintf("%s.%s.%d-%d", folder, name, os.Getpid(), k), os.O_WRONLY|os.O_CREATE|os.O_EXCL,
			mode)
		if !errors.Is(err, fs.ErrExist) {
			return &traceFile{file, target}, err
		}
	}
	return nil, fmt.Errorf("%s: the folder is full of unfinished traces", folder)
}

// commit ends the writing, and puts the trace where it belongs.
func (f *traceFile) commit() error {
	if err := f.Close(); err != nil || f.target == "" {
		return err
	}
	return os.Rename(f.Name(), f.target)
}

// discard ends the writing without a trace. After commit there is nothing to discard.
func (f *traceFile) discard() {
	if f.Close() == nil && f.target != "" {
		os.Remove(f.Name())
	}
}
