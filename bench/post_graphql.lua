-- Asks the document in the file that BENCH_DOCUMENT names, as the owner of BENCH_TOKEN; with BENCH_FRESH each time as a text that
-- the server has never seen.
local file = assert(io.open(os.getenv("BENCH_DOCUMENT")))
local text = file:read("*a"):gsub("\n", " "):gsub('"', '\\"')
file:close()

local fresh, n, began, same = os.getenv("BENCH_FRESH"), 0, os.time()

wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")

init = function()
    same = wrk.format("POST", "/graphql", nil, '{"query": "' .. text .. '"}')
end

request = function()
    if not fresh then
        return same
    end
    n = n + 1
    return wrk.format("POST", "/graphql", nil, '{"query": "query T' .. began .. "_" .. n .. " " .. text .. '"}')
end
