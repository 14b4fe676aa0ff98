-- Pandoc that stays: documents on standard input, pages and papers on standard output, until the input ends. What the
-- command line does with our options for one document is done for each, and the filter is loaded anew.
-- A request is a line `FORMAT LENGTH` and so many bytes of Markdown; the answer is a line `LENGTH` and so many bytes.

local HERE = pandoc.path.directory(arg[0])

local function at_home(name)
  return pandoc.path.join({ HERE, name })
end

local function content(name)
  local file <close> = assert(io.open(at_home(name), "rb"))
  return file:read("a")
end

local TEMPLATES = { html = "brief.html", typst = "brief.typ" }
local writing, tokens = {}, pandoc.read("---\n" .. content("tokens.yml") .. "\n---\n", "markdown").meta.tokens
for format, name in pairs(TEMPLATES) do
  writing[format] = pandoc.WriterOptions({ template = pandoc.template.compile(content(name)), wrap_text = "none",
    html_math_method = "mathml" })
end

local function written(document, format)
  local doc = pandoc.read(document, "markdown")
  if format == "typst" then doc.meta.tokens = doc.meta.tokens or tokens end
  local script = at_home("brief.lua")
  local world = setmetatable({ FORMAT = format, PANDOC_SCRIPT_FILE = script }, { __index = _G })
  return pandoc.write(pandoc.utils.run_lua_filter(doc, script, world), format, writing[format])
end

for request in io.lines() do
  local format, length = request:match("^(%w+) (%d+)$")
  local answer = written(length == "0" and "" or io.read(tonumber(length)), format):gsub("\n?$", "\n", 1)
  io.write(#answer, "\n", answer)
  io.flush()
end
