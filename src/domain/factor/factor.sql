-- Second factors.

-- factor_tally(account id) -> one factor_tally
SELECT COUNT(*) AS confirmed FROM factor WHERE account_id = $1 AND confirmed_at IS NOT NULL;
