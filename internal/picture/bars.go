package picture

import (
	"fmt"
	"io"
	"slices"

	svg "github.com/ajstarks/svgo"
)

// Bars are charts below each other, each with a bar for every one of its values.
type Bars struct {
	Of     string   // what the values are by, 0, 1 and so on, or Names: below the last chart
	Names  []string // of the bars, where these are few: each then has its value above it; nil: they are numbered
	Charts []Chart
}

// A Chart is one of them. The highest bar is as high as the chart.
type Chart struct {
	Title  string
	Values []uint64
}

// Measures of a chart, in pixels.
const (
	chartWidth  = 760
	chartHeight = 96
	chartEvery  = chartHeight + 3*lineHeight
)

// SVG writes the charts.
func (b *Bars) SVG(w io.Writer) error {
	for _, chart := range b.Charts {
		if n := len(chart.Values); n == 0 || b.Names != nil && n != len(b.Names) {
			return fmt.Errorf("picture: chart %q has %d values, want some, and %d if these are named", chart.Title, n,
				len(b.Names))
		}
	}
	failing := &failingWriter{w: w}
	c := svg.New(failing)
	width, height := chartWidth+2*margin, len(b.Charts)*chartEvery+lineHeight+2*margin
	c.Startview(width, height, 0, 0, width, height)
	c.Title(b.Of)
	fmt.Fprintf(c.Writer, "<g class=\"diagram\"><style>%s</style>\n", style)
	c.Group(`class="quesera"`)
	c.Rect(0, 0, width, height, `class="paper"`)
	y := margin
	for _, chart := range b.Charts {
		c.Text(margin, y+lineHeight-6, chart.Title, `font-weight="600"`)
		chart.draw(c, y+lineHeight, b.Names)
		y += chartEvery
	}
	c.Text(margin, y+lineHeight-6, b.Of, `class="soft"`)
	c.Gend()
	fmt.Fprintln(c.Writer, "</g>")
	c.End()
	return failing.err
}

// draw draws the bars below y, each with its value for those who point at it. A bar that is there can be seen.
func (chart *Chart) draw(c *svg.SVG, y int, names []string) {
	most, bottom, room := max(1, slices.Max(chart.Values)), y+chartHeight, float64(chartHeight)
	if names != nil {
		room -= lineHeight
	}
	n := len(chart.Values)
	for k, v := range chart.Values {
		left, right := k*chartWidth/n, (k+1)*chartWidth/n
		high := int(float64(v) / float64(most) * room)
		if v > 0 {
			high = max(high, 1)
		}
		c.Group()
		c.Title(fmt.Sprintf("%d: %d", k, v))
		c.Rect(margin+left, bottom-high, max(1, right-left-1), high, `class="head"`)
		c.Gend()
		if names != nil {
			middle := margin + (left+right)/2
			c.Text(middle, bottom-high-5, fmt.Sprint(v), `text-anchor="middle" font-size="11"`)
			c.Text(middle, bottom+lineHeight-4, names[k], `class="soft" text-anchor="middle"`)
		}
	}
	c.Line(margin, bottom, margin+chartWidth, bottom, `class="life"`)
	if names != nil {
		return
	}
	c.Text(margin, bottom+lineHeight-4, "0", `class="soft"`)
	c.Text(margin+chartWidth, bottom+lineHeight-4, fmt.Sprint(n-1), `class="soft" text-anchor="end"`)
}
