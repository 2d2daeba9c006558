-- Follows and unfollows in turn: the file that BENCH_PEOPLE names has the tokens and ids of users, "token id" a line.
local signed_in, users, pairs, n, behind = {}, {}, {}, 0, 512

for line in io.lines(os.getenv("BENCH_PEOPLE")) do
    local id, token = line:match("^(%d+) (.*)$")
    users[#users + 1] = id
    if token ~= "" then
        signed_in[#signed_in + 1] = { id = id, headers = { Authorization = "Bearer " .. token } }
    end
end

-- A signed-in user, and another.
local function draw()
    local me, other = signed_in[math.random(#signed_in)], users[math.random(#users)]
    if me.id == other then
        return draw()
    end
    return { path = "/api/v1/users/" .. other .. "/follow", headers = me.headers }
end

request = function()
    n = n + 1
    local at = math.floor(n / 2) % behind
    local gone = pairs[at] or draw()
    if n % 2 == 1 then
        return wrk.format("DELETE", gone.path, gone.headers)
    end
    pairs[at] = draw()
    return wrk.format("POST", pairs[at].path, pairs[at].headers)
end
