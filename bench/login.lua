-- Signs in as anybody: the file that BENCH_NAMES names has the password of all, then a user name on each line.
local names, password = {}, nil

for line in io.lines(os.getenv("BENCH_NAMES")) do
    if password then
        names[#names + 1] = line
    else
        password = line
    end
end
math.randomseed(os.time())
wrk.headers["Content-Type"] = "application/json"

request = function()
    return wrk.format("POST", "/api/v1/auth/login", nil,
        '{"username": "' .. names[math.random(#names)] .. '", "password": "' .. password .. '"}')
end
