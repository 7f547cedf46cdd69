create table sale(id integer primary key, city text, amount real, made text check (made is date(made)));
insert into sale(city, amount, made) values
  ('Köln', 10, '2024-01-31'), ('Bonn', 20, '2024-02-29'), ('Köln', 30, '2024-03-31'), ('Ulm', null, '2024-03-31');
create index sale_city on sale(city);
create view by_city as select city, count(*) as sales, total(amount) as amount from sale group by city;
select * from by_city order by amount desc;
with recursive month(d) as (select '2024-01-01' union all select date(d, '+1 month') from month where d < '2024-03-01')
  select strftime('%m', d) as month, (select sum(amount) from sale where made between d and date(d, '+1 month', '-1 day')) as amount from month;
select id, city, sum(amount) over w as running, rank() over (order by amount desc) as place, lag(city) over (order by id) as before
  from sale window w as (partition by city order by id) order by id;
select json_extract('{"a": [1, {"b": "ü"}]}', '$.a[1].b') as b, json('[1,2]') ->> 1 as second, json_group_object(city, sales) as object from by_city;
create virtual table page using fts5(title, body, tokenize = 'porter unicode61');
insert into page values ('Eins', 'Grüße aus running shoes'), ('Zwei', 'nothing here');
select title, highlight(page, 1, '[', ']') as hit from page('gruße OR run') order by rank;
create virtual table box using rtree(id, x0, x1);
insert into box values (1, 0, 1), (2, 5, 6);
select id from box where x1 < 2;
insert into sale(id, city) values (1, 'x') on conflict(id) do update set amount = amount + 1 returning id, amount;
begin; delete from sale; rollback;
select count(*) as left, cast(sqrt(avg(amount)) * 100 as integer) as root, printf('%05.1f', 2) as text from sale;
explain query plan select * from sale where city = 'Bonn';
create table many as with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i, i % 7 as k from n;
select k, count(*) as n from many group by k order by n desc, k limit 1;
pragma integrity_check;
