-- Writes posts; or, if BENCH_LIKED is a post's id, likes it and takes that back in turn. BENCH_PEOPLE names a file with "id token" a line.
local tokens, n, liked = {}, 0, os.getenv("BENCH_LIKED")

for line in io.lines(os.getenv("BENCH_PEOPLE")) do
    local token = line:match("^%d+ (.+)$")
    if token then
        tokens[#tokens + 1] = { Authorization = "Bearer " .. token, ["Content-Type"] = "application/json" }
    end
end

request = function()
    n = n + 1
    local who = tokens[n % #tokens + 1]
    if liked then
        local method = math.floor(n / #tokens) % 2 == 0 and "POST" or "DELETE"
        return wrk.format(method, "/api/v1/posts/" .. liked .. "/like", who)
    end
    return wrk.format("POST", "/api/v1/posts", who, '{"content": "a post like any other, ' .. n .. '"}')
end
