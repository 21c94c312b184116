package vectors

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"strings"
)

// lines calls each with every line of a text that is not blank, without the spaces around it, until each
// returns an error. Lines end in LF or CRLF and are numbered from 1.
func lines(data []byte, each func(number int, line string) error) error {
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, maxLine)
	number := 0
	for scanner.Scan() {
		number++
		line := strings.TrimSpace(scanner.Text())
		if line == "" {
			continue
		}
		if err := each(number, line); err != nil {
			return breaks(number, "%v", err)
		}
	}
	if err := scanner.Err(); err != nil {
		return breaks(number+1, "%v", err)
	}
	return nil
}

// firstLine is the first line of a text that is not blank, without the spaces around it, "" if there is none.
func firstLine(data []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimLeft(data[:min(len(data), maxLine)], " \t\r\n"), []byte("\n"))
	return strings.TrimSpace(string(line))
}

// digits is the octets of hexadecimal digits, with or without 0x.
func digits(text string) ([]byte, error) {
	return hex.DecodeString(strings.TrimPrefix(text, "0x"))
}
