-- The paper side of brief.lua: HTML is read and written anew as calls of the functions in brief.typ.
-- Loaded with what both sides use; gives what brief.lua needs.

local shared = ...
local attribute, unescaped, by_place, fail = shared.attribute, shared.unescaped, shared.by_place, shared.fail
local redrawn = shared.redrawn

local WRITING = pandoc.WriterOptions({ wrap_text = "none" })
-- Divs that are a function of the same or another name in brief.typ, given their content.
local AS_THEY_ARE = { headline = "headline", lead = "lead", synthetic = "band", note = "note", prose = "prose",
  below = "below", chart = "chart", ["not-for-publication"] = "band", ["end"] = "closing" }
-- Divs whose children stand beside each other.
local IN_ROWS = { cards = "cards", panels = "panels", tables = "halves", columns = "columns-of-text", beside = "beside",
  ["press-note"] = "press-note" }
-- Never on paper.
local ON_SCREEN_ONLY = { links = true, screen = true, filter = true }

local found, drawings, tables, paper = {}, {}, {}, { colours = {} }

-- The inside of a Typst string.
local function quoted(text)
  return (text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\r?\n", "\\n"))
end

local function call(text)
  return pandoc.RawBlock("typst", text)
end

-- Words without a sign that Typst reads as more than itself; nil where the writer must look. Most of what a brief says
-- is such, and a call of the writer takes longer than to read the whole section.
local function words(inlines)
  local texts, after_call = {}, false
  for _, inline in ipairs(inlines) do
    local kind = inline.t
    if kind == "Space" then
      table.insert(texts, " ")
    elseif kind == "Str" then
      local text = inline.text:gsub("(%a)%-(%a)", "%1%2"):gsub("(%d)/(%d)", "%1%2")
      if text:find("[^%w%%,:;.()?!%[%]\128-\255]") or after_call and not text:find("^[%w,:\128-\255]") then return nil end
      table.insert(texts, (inline.text:gsub("[%[%]]", "\\%0")))
    elseif kind == "Code" and inline.text:find("^[%w._/-][%w._/ -]*[%w._/-]$") then
      table.insert(texts, "`" .. inline.text .. "`")
    elseif kind == "Strong" then
      local inner = words(inline.content)
      if not inner then return nil end
      table.insert(texts, "#strong[" .. inner .. "]")
    else
      return nil
    end
    after_call = kind == "Strong"
  end
  local text = table.concat(texts)
  if text:find("^%s*%d+[.)]%f[%s\0]") or text:find("..", 1, true) then return nil end
  return (text:gsub("\u{A0}", "~"))
end

local markup

-- A block as the writer writes it, where that is known without it.
local function as_written(block, alone)
  local kind = block.t
  if kind == "RawBlock" then return block.text end
  if kind == "Header" then
    local text = words(block.content)
    return text and string.rep("=", block.level) .. " " .. text
  end
  if kind == "Para" then
    local text = words(block.content)
    return text and text .. "\n"
  end
  if kind == "Div" and alone and block.identifier == "" and #block.content > 0 and block.content[1].t == "Header" then
    return markup(block.content)
  end
  if kind ~= "Plain" or not alone then return nil end
  local inlines = block.content
  if #inlines == 1 and inlines[1].t == "RawInline" and inlines[1].format == "typst" then
    return (inlines[1].text:gsub("%s+$", ""))
  end
  return words(inlines)
end

-- Blocks as Typst markup. What is Typst already needs no writer, which would copy it at each level it is nested in.
function markup(blocks)
  local texts = {}
  for _, block in ipairs(blocks) do
    local text = as_written(block, #blocks == 1)
    if not text then return (pandoc.write(pandoc.Pandoc(blocks), "typst-smart", WRITING):gsub("%s+$", "")) end
    table.insert(texts, text)
  end
  return (table.concat(texts, "\n"):gsub("%s+$", ""))
end

-- Plain words; nil where there is more to them.
local function plain(blocks)
  local kind = #blocks == 1 and blocks[1].t
  if kind ~= "Plain" and kind ~= "Para" then return nil end
  local texts = {}
  for _, inline in ipairs(blocks[1].content) do
    local kind = inline.t
    if kind ~= "Str" and kind ~= "Space" then return nil end
    table.insert(texts, kind == "Str" and inline.text or " ")
  end
  return table.concat(texts)
end

-- Plain words as a Typst string, all else as markup: most cells of a table are plain.
local function content(blocks)
  local text = plain(blocks)
  return text and '"' .. quoted(text) .. '"' or "[" .. markup(blocks) .. "]"
end

local function of_kind(element, kind)
  return element.t == "Div" and element.classes:includes(kind)
end

-- The content of the child Divs of a kind.
local function parts_of(div, kind)
  local all = {}
  for _, child in ipairs(div.content) do
    if of_kind(child, kind) then table.insert(all, "[" .. markup(child.content) .. "]") end
  end
  return all
end

local function part(div, kind)
  return parts_of(div, kind)[1] or "none"
end

local function list(items)
  return "(" .. table.concat(items, ", ") .. (#items == 1 and ",)" or ")")
end

local function title_of(div)
  for _, child in ipairs(div.content) do
    if child.t == "Header" then return "[" .. markup({ pandoc.Plain(child.content) }) .. "]" end
  end
  return "none"
end

local function masthead(div)
  local when = pandoc.Div({})
  for _, child in ipairs(div.content) do
    if of_kind(child, "when") then when = child end
  end
  return string.format("#masthead(org: %s, title: %s, place: %s, label: %s, year: %s, edition: %s, locator: %s, press: %s)",
    part(div, "org"), title_of(div), part(div, "place"), part(when, "year-label"), part(when, "year"),
    part(when, "edition"), part(div, "locator"), tostring(div.classes:includes("press")))
end

local function card(div)
  local change = { "flat", "same" }
  for _, child in ipairs(div.content) do
    if of_kind(child, "change") then
      change = child.classes:filter(function(class) return class ~= "change" end)
    end
  end
  return string.format('#card(title: %s, spark: %s, value: %s, contexts: %s, bullet: %s, change: %s, tone: "%s", way: "%s")',
    title_of(div), part(div, "spark"), part(div, "value"), list(parts_of(div, "context")), part(div, "bullet"),
    part(div, "change"), change[1], change[2])
end

-- A panel's title apart from the rest: those of a row end at the same height.
local function panel(div)
  local body = div.content:filter(function(child) return child.t ~= "Header" end)
  if #body == 1 and body[1].t == "Div" then body = body[1].content end
  return string.format("(title: heading(level: 3)%s, body: [%s])", title_of(div), markup(body))
end

local function as_row(div, name)
  local items = {}
  for _, child in ipairs(div.content) do
    table.insert(items, name == "panels" and child.text or "[" .. markup({ child }) .. "]")
  end
  return "#" .. name .. "(" .. table.concat(items, ", ") .. ")"
end

local function Div(div)
  local index = tonumber(div.attributes.table)
  if index then return call(tables[index]) end
  for _, class in ipairs(div.classes) do
    if ON_SCREEN_ONLY[class] then return {} end
  end
  for _, class in ipairs(div.classes) do
    if class == "head" then return call(masthead(div)) end
    if class == "card" then return call(card(div)) end
    if class == "panel" then return call(panel(div)) end
    if IN_ROWS[class] then return call(as_row(div, IN_ROWS[class])) end
    if AS_THEY_ARE[class] then return call("#" .. AS_THEY_ARE[class] .. "[" .. markup(div.content) .. "]") end
    if class == "section" then
      return call('#part("' .. (div.classes[2] or "") .. '")[' .. markup(div.content) .. "]")
    end
  end
end

-- A drawing, in the colours of paper.
local function Span(span)
  local index = span.attributes.index
  if not index then
    if span.attributes.lang then
      return pandoc.Span(span.content, pandoc.Attr("", {}, { lang = span.attributes.lang }))
    end
    return span.content
  end
  table.insert(drawings, found[tonumber(index)])
  local tag = drawings[#drawings]:match("^<svg[^>]*>")
  local alt = attribute(tag, "aria-label")
  local function length(name, default)
    return ((attribute(tag, name) or default):gsub("px$", "pt"))
  end
  return pandoc.RawInline("typst", string.format('\n// figure: %s\n#drawing(%d, width: %s, height: %s, alt: %s)',
    alt and unescaped(alt) or "decoration", #drawings, length("width", "100%"), length("height", "auto"), alt and '"' .. quoted(unescaped(alt)) .. '"' or "none"))
end

local function Header(header)
  return pandoc.Header(header.level, header.content)
end

local function Image(image)
  local alt = image.attributes.alt or image.attributes["fig-alt"] or pandoc.utils.stringify(image.caption)
  if alt == "" then
    fail("(" .. image.src:sub(1, 40) .. "): it has no alt text. Give it one (fig-alt).")
  end
  return pandoc.RawInline("typst", string.format('#picture("%s", alt: "%s")', quoted(image.src), quoted(alt)))
end

-- A cell {inner, text, num, words} as Typst: what it shows, words among numbers, or a number in two parts.
local function cell_markup(cell)
  if cell.words then return "(words: " .. cell.inner .. ")" end
  if not cell.num then return cell.inner end
  local before, after = by_place((cell.text:gsub("\u{2066}", ""):gsub("\u{2069}", "")))
  if after == "" then return cell.inner end
  return string.format('("%s", "%s")', quoted(before), quoted(after))
end

-- A table of heads and of rows {group, cells} as a call.
local function table_call(heads, rows)
  local kinds, lines = {}, {}
  for _, row in ipairs(rows) do
    local cells = {}
    for index, cell in ipairs(row.cells) do
      table.insert(cells, cell_markup(cell))
      if not row.group then kinds[index] = tostring(kinds[index] == "true" or cell.num) end
    end
    table.insert(lines, row.group and '("group", ' .. row.cells[1].inner .. ")" or list(cells))
  end
  return string.format('#figures(%s, numeric: %s,\n  %s)', list(heads), list(kinds), table.concat(lines, ",\n  "))
end

local function cell_of(cell)
  local classes = cell.attr.classes
  return { inner = content(cell.contents), text = pandoc.utils.stringify(cell.contents), num = classes:includes("num"),
    words = classes:includes("words") }
end

local function Table(tbl)
  local heads, rows = {}, {}
  local head = tbl.head.rows[1]
  for _, cell in ipairs(head and head.cells or {}) do table.insert(heads, content(cell.contents)) end
  for _, body in ipairs(tbl.bodies) do
    for _, some in ipairs({ body.head, body.body }) do
      for _, row in ipairs(some) do
        local cells = {}
        for _, cell in ipairs(row.cells) do table.insert(cells, cell_of(cell)) end
        table.insert(rows, { group = row.attr.classes:includes("group"), cells = cells })
      end
    end
  end
  return call(table_call(heads, rows))
end

local function has(given, class)
  return (" " .. (attribute(given, "class") or "") .. " "):find(" " .. class .. " ", 1, true) ~= nil
end

-- The cells of a row that has plain words and nothing else; nil where there is more to it.
local function plain_cells(row)
  local cells = {}
  local left = row:gsub("<t[hd]([^<>]*)>([^<&]*)</t[hd]>", function(given, text)
    text = text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
    table.insert(cells, { inner = text == "" and "[]" or '"' .. quoted(text) .. '"', text = text, num = has(given, "num"),
      words = has(given, "words") })
    return ""
  end)
  return not left:find("%S") and cells or nil
end

-- A table of plain words as a call; nil where there is more to it, or a cell spans others. Pandoc would take as long for
-- the tables as for all the rest.
local function plain_table(html)
  local head, body = html:match("^%s*<thead>%s*<tr>(.-)</tr>%s*</thead>%s*<tbody>(.-)</tbody>%s*$")
  local heads, rows, regular = head and plain_cells(head), {}, true
  if not heads then return nil end
  local left = body:gsub("<tr([^<>]*)>(.-)</tr>", function(given, row)
    local group, cells = has(given, "group"), plain_cells(row)
    regular = regular and cells and #cells == (group and 1 or #heads)
    table.insert(rows, { group = group, cells = cells })
    return ""
  end)
  if not regular or left:find("%S") then return nil end
  for index, cell in ipairs(heads) do heads[index] = cell.inner end
  return table_call(heads, rows)
end

local ON_PAPER = { Div = Div, Span = Span, Header = Header, Image = Image, Table = Table }

-- What says where a figure comes from, for machines: half of what pandoc would have to read.
local function unsourced(html)
  return (html:gsub('<span (data%-[^<>]*")>([^<]*)</span>', function(given, text)
    return not given:find(" lang=", 1, true) and text or nil
  end))
end

-- A piece of HTML as blocks of Typst.
function paper.read(html)
  html = redrawn(html, function(svg)
    table.insert(found, svg)
    return '<span class="svg" data-index="' .. #found .. '"></span>'
  end)
  html = html:gsub("<details.-</details>", "") -- the numbers behind a chart are a click away on screens
  html = html:gsub('<figure class="chart screen">.-</figure>', "")
  html = unsourced(html)
  html = html:gsub("<table[^>]*>(.-)</table>", function(rows)
    local made = plain_table(rows)
    if not made then return nil end
    table.insert(tables, made)
    return '<div data-table="' .. #tables .. '"></div>'
  end)
  html = html:gsub("<header", "<div"):gsub("</header>", "</div>"):gsub("<figure", "<div"):gsub("</figure>", "</div>")
  return pandoc.read(html, "html").blocks:walk(ON_PAPER)
end

-- Blocks that came as Markdown.
function paper.walk(blocks)
  return blocks:walk(ON_PAPER)
end

-- A brief's first page ends before its second half, and fills its sheet; so does the second page where it is the last.
local SECOND_HALF = '^#part%("skills"%)'

function paper.sheets(blocks, sheets)
  local first, rest = pandoc.Blocks({}), pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    local half = (#rest > 0 or (block.t == "RawBlock" and block.text:match(SECOND_HALF))) and rest or first
    half:insert(block)
  end
  if sheets == 0 then return blocks end
  local made = pandoc.Blocks({ call("#sheet((drawing, figures, card) => [\n" .. markup(first) .. "\n])") })
  if #rest == 0 then return made end
  made:insert(call("#pagebreak(weak: true)"))
  if sheets == 1 then made:extend(rest) else made:insert(call("#sheet((drawing, figures, card) => [\n" .. markup(rest) .. "\n])")) end
  return made
end

-- Metadata as the inside of Typst strings: the writer would escape '#' and brackets as markup.
function paper.strings(value)
  local kind = pandoc.utils.type(value)
  if type(value) == "table" and kind ~= "Inlines" and kind ~= "Blocks" then
    local map = {}
    for key, inner in pairs(value) do map[key] = paper.strings(inner) end
    return map
  end
  local text = type(value) == "string" and value or pandoc.utils.stringify(value)
  return pandoc.MetaInlines({ pandoc.RawInline("typst", quoted(text)) })
end

-- A colour of the page as one of paper: the one it is given beside its name, else that of the tokens.
local function of_paper(name, other)
  return other ~= "" and other or paper.colours[name]
end

-- The drawings in the colours of paper, as a Typst array: each is written once and called by its number. Raw text needs
-- no sign escaped but its own.
function paper.drawings()
  local texts = {}
  for _, svg in ipairs(drawings) do
    svg = svg:gsub("var%(%-%-(%w+),?%s*([^)]*)%)", of_paper)
    table.insert(texts, "`" .. svg:gsub("`", "&#96;") .. "`.text,")
  end
  return pandoc.MetaBlocks({ call("#let drawings = (" .. table.concat(texts, "\n") .. ")") })
end

-- The files that a brief brings, as calls that attach them.
function paper.attached(files)
  local calls = {}
  for _, file in ipairs(files) do
    table.insert(calls, string.format('#attach-file("%s", "%s", "%s")', quoted(file.name), quoted(file.description), quoted(file.data)))
  end
  return pandoc.MetaBlocks({ call(table.concat(calls, "\n")) })
end

return paper
